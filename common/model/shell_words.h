#pragma once

#include <string>
#include <string_view>

namespace tasksched::model {

/// The word as a shell needs it: between single quotes where it is not plain.
std::string shell_quoted(std::string_view word);

}  // namespace tasksched::model
