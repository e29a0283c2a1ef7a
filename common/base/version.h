#pragma once

#include <string_view>

namespace tasksched::base {

/// The version of the project, as "1.2.3".
extern const std::string_view kVersion;

}  // namespace tasksched::base
