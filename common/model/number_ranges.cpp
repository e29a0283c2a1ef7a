#include "common/model/number_ranges.h"

#include <optional>

#include "common/base/text.h"

namespace tasksched::model {

namespace {

/// "7" or "7-9", the first not above the second; none for anything else.
std::optional<NumberRange> parse_range(std::string_view part, const NumberList& list) {
    const std::size_t dash = part.find('-', 1);
    const auto first = base::parse_integer(part.substr(0, dash));
    const auto last =
        dash == std::string_view::npos ? first : base::parse_integer(part.substr(dash + 1));
    if (!first || !last || *first < list.least || *last > list.most || *first > *last) {
        return std::nullopt;
    }
    return NumberRange{.first = *first, .last = *last};
}

}  // namespace

base::Result<std::vector<NumberRange>> parse_ranges(std::string_view text, const NumberList& list) {
    std::vector<NumberRange> ranges;
    for (const std::string_view part : base::split(text, ',')) {
        const auto range = part.empty() ? std::nullopt : parse_range(part, list);
        if (!range) {
            return base::fail(base::ErrorCode::kInvalid,
                              "{} is not {} from {} to {} or a range of them; a list such as {} is "
                              "expected",
                              base::quoted(part), list.one, list.least, list.most, list.example);
        }
        ranges.push_back(*range);
    }
    return ranges;
}

}  // namespace tasksched::model
