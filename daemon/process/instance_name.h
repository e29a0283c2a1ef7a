#pragma once

#include <string>

namespace tasksched::daemon {

/// A name for this instance of a program that no other one has: 16 hexadecimal digits.
std::string instance_name();

}  // namespace tasksched::daemon
