#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "common/base/error.h"

namespace tasksched::base {

/// The whole of the file at `path`. A file that is larger than `limit` bytes is refused
/// (kInvalid), as is one that cannot be read (kFailed).
Result<std::string> read_file(const std::string& path, std::size_t limit);

/// Everything up to the end of the descriptor, as read_file; `name` stands in the messages.
Result<std::string> read_descriptor(int fd, std::size_t limit, std::string_view name);

/// Makes the directory `path`, and those above it that are missing, with mode 0700; one that is
/// there already is left as it is. It must belong to the caller's effective user and must not be
/// writable by others (kNotPermitted).
Result<void> ensure_private_directory(const std::string& path);

/// Makes the directory `path` with mode 0755, for what everybody is to reach; those above it must
/// be there. One that is there already must be a directory itself (no link), belong to the caller's
/// effective user or to root, be open to everybody and writable by no others (kNotPermitted).
Result<void> ensure_shared_directory(const std::string& path);

/// `path` made absolute and without `.` and `..` parts, by its text alone; links are kept.
std::string absolute_path(std::string_view path);

}  // namespace tasksched::base
