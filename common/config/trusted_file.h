#pragma once

#include <string>

#include "common/base/error.h"

namespace tasksched::config {

/// Checks that nobody but root and this process's user could have put the file at the absolute
/// `path` there or written it, and that nobody else can put another one in its place later: it is a
/// regular file that belongs to one of them and that neither its group nor others may write, and
/// the same holds for every directory above it, where links lead too; a directory with the sticky
/// bit that is root's, as /tmp, may be above. kNotPermitted or kFailed says what is wrong and how
/// to mend it.
base::Result<void> check_trusted(const std::string& path);

/// The same of a program, which this process may execute.
base::Result<void> check_trusted_program(const std::string& path);

}  // namespace tasksched::config
