#pragma once

#include <optional>

namespace tasksched::cli {

/// Reads a line from standard input, no byte beyond it, and returns its first character in lower
/// case, '\n' for an empty one; none at the end of the input.
std::optional<char> read_answer();

}  // namespace tasksched::cli
