#include "common/model/secret_reference.h"

#include <algorithm>

#include "common/base/text.h"

namespace tasksched::model {

namespace {

constexpr std::string_view kPrefix = "@secret:";
constexpr std::size_t kLongestName = 64;
constexpr std::string_view kSecretNameCharacters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::size_t name_length(std::string_view rest) {
    return std::min(rest.find_first_not_of(kSecretNameCharacters), rest.size());
}

}  // namespace

std::vector<SecretReference> secret_references(std::string_view text) {
    std::vector<SecretReference> references;
    for (std::size_t at = text.find(kPrefix); at != std::string_view::npos;
         at = text.find(kPrefix, at + 1)) {
        const std::string_view rest = text.substr(at + kPrefix.size());
        const std::size_t length = name_length(rest);
        if (length > 0) {
            references.push_back(
                {.at = at, .size = kPrefix.size() + length, .name = rest.substr(0, length)});
        }
    }
    return references;
}

base::Result<void> check_secret_references(std::string_view text) {
    for (std::size_t at = text.find(kPrefix); at != std::string_view::npos;
         at = text.find(kPrefix, at + 1)) {
        const std::string_view rest = text.substr(at + kPrefix.size());
        const std::size_t length = name_length(rest);
        if (length == 0 || length > kLongestName) {
            return base::fail(base::ErrorCode::kInvalid,
                              "{}: after @secret: the name of a secret is expected, of 1 to {} "
                              "letters, digits, '-' and '_'",
                              base::quoted(text.substr(at, kPrefix.size() + length)), kLongestName);
        }
    }
    return {};
}

}  // namespace tasksched::model
