#include "daemon/plugins/http/secrets.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <utility>
#include <vector>

#include "common/config/secret.h"
#include "common/model/secret_reference.h"

namespace tasksched::daemon {
namespace {

bool is_credential(const std::string& name) {
    const char* directory = std::getenv("CREDENTIALS_DIRECTORY");
    return directory != nullptr &&
           ::access((std::string(directory) + '/' + name).c_str(), F_OK) == 0;
}

}  // namespace

base::Result<std::string> Secrets::read(const std::string& name) const {
    if (is_credential(name)) {
        return config::read_secret("credential:" + name);
    }
    if (directory_.empty()) {
        return base::fail(base::ErrorCode::kFailed,
                          "there is no directory of secrets: set 'secrets' in [http] of "
                          "tasksched.toml");
    }
    return config::read_secret(directory_ + '/' + name);
}

base::Result<std::string> Secrets::fill_in(std::string_view text) {
    std::string filled;
    std::size_t from = 0;
    for (const model::SecretReference& reference : model::secret_references(text)) {
        const std::string name(reference.name);
        if (!values_.contains(name)) {
            auto value = read(name);
            if (!value) {
                return base::fail(value.error().code, "the secret '{}' cannot be read: {}", name,
                                  value.error().message);
            }
            values_.emplace(name, std::move(*value));
        }
        filled += text.substr(from, reference.at - from);
        filled += values_.at(name);
        from = reference.at + reference.size;
    }
    return filled.append(text.substr(from));
}

std::string Secrets::redact(std::string text) const {
    // A secret that has another one in it goes first.
    std::vector<std::pair<std::string, std::string>> by_length(values_.begin(), values_.end());
    std::sort(by_length.begin(), by_length.end(), [](const auto& one, const auto& other) {
        return one.second.size() > other.second.size();
    });
    for (const auto& [name, value] : by_length) {
        const std::string reference = "@secret:" + name;
        for (std::size_t at = text.find(value); at != std::string::npos;
             at = text.find(value, at + reference.size())) {
            text.replace(at, value.size(), reference);
        }
    }
    return text;
}

std::size_t Secrets::longest() const {
    std::size_t longest = 0;
    for (const auto& [name, value] : values_) {
        longest = std::max(longest, value.size());
    }
    return longest;
}

}  // namespace tasksched::daemon
