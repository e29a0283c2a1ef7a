#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/error.h"

namespace tasksched::time {

/// A date that was written in numbers, and what is to be told of it.
struct NumericDate {
    std::chrono::year_month_day date;
    std::optional<std::string> remark;  ///< it could be read in another order too
};

/// The dates in numbers that at(1) reads, in the order that it reads them in: MM/DD/[CC]YY,
/// DD.MM.[CC]YY, YY-MM-DD, MMDD[CC]YY. None for a word of another shape; kInvalid, with a message
/// that says what to write, where it is no date. A year of two digits is one of 2000 to 2069.
std::optional<base::Result<NumericDate>> numeric_date_word(std::string_view word);

/// The year that a number of two or four digits means; none for another number of digits, and for
/// two digits from 70 on, which may be of the last century or of this one.
std::optional<std::chrono::year> year_word(std::string_view word);

}  // namespace tasksched::time
