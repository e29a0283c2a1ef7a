#pragma once

#include <span>
#include <string>
#include <string_view>

#include "common/base/error.h"

namespace tasksched::cli {

/// In the place of a verb, for the scripts in share/completions: `tasksched --complete WORD...`.
inline constexpr std::string_view kComplete = "--complete";

/// Prints what may stand in the place of the last of `words`, which stand behind `tasksched` on a
/// command line up to the cursor: a line each, the word, a tab, and what is said of it. A last line
/// ":files", ":directories" or ":command" leaves the rest to the shell; ":more" says that each word
/// goes on, so that no blank follows it. What cannot be found out is left out: 0 in any case.
base::Result<int> complete(std::span<const std::string> words);

}  // namespace tasksched::cli
