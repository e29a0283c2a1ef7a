#include "common/model/http_statuses.h"

#include <optional>
#include <utility>

#include "common/base/text.h"

namespace tasksched::model {

namespace {

constexpr std::int64_t kLeast = 200;
constexpr std::int64_t kMost = 599;

/// "404" or "200-299", the first not above the second; none for anything else.
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

HttpStatuses HttpStatuses::successes() {
    HttpStatuses statuses;
    for (std::size_t status = 200; status < 300; ++status) {
        statuses.statuses_.set(status);
    }
    return statuses;
}

base::Result<HttpStatuses> HttpStatuses::parse(std::string_view text) {
    HttpStatuses statuses;
    for (const std::string_view part : base::split(text, ',')) {
        const auto range = part.empty() ? std::nullopt : parse_range(part);
        if (!range) {
            return base::fail(base::ErrorCode::kInvalid,
                              "{} is not a status from {} to {} or a range of them; a list such as "
                              "200-299,404 is expected",
                              base::quoted(part), kLeast, kMost);
        }
        for (std::int64_t status = range->first; status <= range->second; ++status) {
            statuses.statuses_.set(static_cast<std::size_t>(status));
        }
    }
    return statuses;
}

bool HttpStatuses::contains(int status) const {
    return status >= kLeast && status <= kMost && statuses_.test(static_cast<std::size_t>(status));
}

bool HttpStatuses::has_redirect() const {
    for (std::size_t status = 300; status < 400; ++status) {
        if (statuses_.test(status)) {
            return true;
        }
    }
    return false;
}

std::string HttpStatuses::text() const {
    std::string text;
    for (std::size_t first = 0; first < kEnd; ++first) {
        if (!statuses_.test(first)) {
            continue;
        }
        std::size_t last = first;
        while (last + 1 < kEnd && statuses_.test(last + 1)) {
            ++last;
        }
        text += text.empty() ? "" : ",";
        text += last == first ? fmt::format("{}", first) : fmt::format("{}-{}", first, last);
        first = last;
    }
    return text;
}

}  // namespace tasksched::model
