#pragma once

#include <fmt/format.h>

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/error.h"

namespace tasksched::model {

/// From the first to the last, both included.
struct NumberRange {
    std::int64_t first = 0;
    std::int64_t last = 0;
};

/// What a list of numbers is of, for the message where a part of it is wrong.
struct NumberList {
    std::int64_t least = 0;  ///< of each number
    std::int64_t most = 0;
    std::string_view one;      ///< "an exit status"
    std::string_view example;  ///< "75 or 2,64-78"
};

/// Reads single numbers and ranges between commas: "75", "2,64-78". kInvalid names the part that is
/// wrong.
base::Result<std::vector<NumberRange>> parse_ranges(std::string_view text, const NumberList& list);

/// The text that parse_ranges() reads back, in order and with the longest ranges; "" for none.
template <std::size_t kEnd>
std::string ranges_text(const std::bitset<kEnd>& numbers) {
    std::string text;
    for (std::size_t first = 0; first < kEnd; ++first) {
        if (!numbers.test(first)) {
            continue;
        }
        std::size_t last = first;
        while (last + 1 < kEnd && numbers.test(last + 1)) {
            ++last;
        }
        text += text.empty() ? "" : ",";
        text += last == first ? fmt::format("{}", first) : fmt::format("{}-{}", first, last);
        first = last;
    }
    return text;
}

}  // namespace tasksched::model
