#include "common/model/exit_codes.h"

#include <optional>
#include <utility>

#include "common/base/text.h"

namespace tasksched::model {

namespace {

constexpr std::int64_t kLeast = 1;
constexpr std::int64_t kMost = 255;

/// "7" or "7-9", the first not above the second; none for anything else.
std::optional<std::pair<std::int64_t, std::int64_t>> parse_range(std::string_view part) {
    const std::size_t dash = part.find('-', 1);
    const auto first = base::parse_integer(part.substr(0, dash));
    const auto last =
        dash == std::string_view::npos ? first : base::parse_integer(part.substr(dash + 1));
    if (!first || !last || *first < kLeast || *last > kMost || *first > *last) {
        return std::nullopt;
    }
    return std::pair(*first, *last);
}

}  // namespace

base::Result<ExitCodes> ExitCodes::parse(std::string_view text) {
    ExitCodes codes;
    for (const std::string_view part : base::split(text, ',')) {
        const auto range = part.empty() ? std::nullopt : parse_range(part);
        if (!range) {
            return base::fail(base::ErrorCode::kInvalid,
                              "{} is not an exit status from {} to {} or a range of them; a list "
                              "such as 75 or 2,64-78 is expected",
                              base::quoted(part), kLeast, kMost);
        }
        for (std::int64_t code = range->first; code <= range->second; ++code) {
            codes.codes_.set(static_cast<std::size_t>(code));
        }
    }
    return codes;
}

bool ExitCodes::contains(int code) const {
    return code >= kLeast && code <= kMost && codes_.test(static_cast<std::size_t>(code));
}

std::string ExitCodes::text() const {
    std::string text;
    for (std::size_t first = 0; first < kCount; ++first) {
        if (!codes_.test(first)) {
            continue;
        }
        std::size_t last = first;
        while (last + 1 < kCount && codes_.test(last + 1)) {
            ++last;
        }
        text += text.empty() ? "" : ",";
        text += last == first ? fmt::format("{}", first) : fmt::format("{}-{}", first, last);
        first = last;
    }
    return text;
}

}  // namespace tasksched::model
