#pragma once

#include <string_view>

namespace tasksched::cli {

/// Writes "tasksched: text" as one line to standard error, in one call, its control characters
/// escaped. Where that fails nobody can be told.
void print_message(std::string_view text);

}  // namespace tasksched::cli
