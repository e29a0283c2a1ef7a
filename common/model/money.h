#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/error.h"

namespace tasksched::model {

/// How many digits the currency's minor unit has behind the point (EUR 2, JPY 0, KWD 3), by ISO
/// 4217; none where the code is none of a currency that payments are made in. Codes are upper case.
std::optional<int> minor_digits(std::string_view currency);

/// The amount in minor units: 1250 for "12.50" EUR. Digits, and after a point at most as many as
/// the currency has; no sign, no blanks, no grouping. kInvalid says what is expected: for anything
/// else, for zero, and for more than fits in 64 bits; also where the currency is not known.
base::Result<std::int64_t> parse_amount(std::string_view text, std::string_view currency);

/// "12.50": the amount (0 or more) with all digits of its known currency.
std::string format_amount(std::int64_t minor_units, std::string_view currency);

}  // namespace tasksched::model
