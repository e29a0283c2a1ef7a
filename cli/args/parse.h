#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/args/option_set.h"
#include "common/base/error.h"

namespace tasksched::cli {

/// Reads `arguments` as the options and operands of `set`, in any order, and writes what was given
/// to the fields. kInvalid, beginning with `verb`, names the argument and what would be right: an
/// unknown option with the nearest known one, a value that is missing or empty, an option given
/// twice, an operand too many or too few.
base::Result<void> parse(const OptionSet& set, std::string_view verb,
                         std::span<const std::string> arguments);

/// The same for the options that stand before the verb: stops at the first argument that is none,
/// and returns the arguments from there on.
base::Result<std::vector<std::string>> parse_leading(const OptionSet& set,
                                                     std::span<const std::string> arguments);

}  // namespace tasksched::cli
