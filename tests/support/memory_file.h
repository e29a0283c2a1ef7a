#pragma once

#include <string>
#include <string_view>

#include "common/base/unique_fd.h"

namespace tasksched::support {

/// A file in memory that holds `content`, to be read from its beginning; `name` is for messages.
/// Throws std::runtime_error where it cannot be made.
base::UniqueFd memory_file(const char* name, std::string_view content);

/// All that the file holds, read by offset: a descriptor shares its position with the program that
/// writes through it.
std::string content_of(const base::UniqueFd& file);

}  // namespace tasksched::support
