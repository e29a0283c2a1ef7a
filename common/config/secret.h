#pragma once

#include <string>
#include <string_view>

#include "common/base/error.h"

namespace tasksched::config {

/// Reads a secret: one line, without its end. `source` is the absolute path of a file, or
/// "credential:NAME", which stands for NAME in the directory of the service's credentials (systemd
/// sets CREDENTIALS_DIRECTORY, systemd.exec(5)).
///
/// A file must be a regular one that belongs to this process's user or to root, and nobody else may
/// read or write it (mode 0600 or less); it is opened without following a link at its end.
/// kNotPermitted says otherwise; kInvalid for an empty one, one of more than 64 KiB, or one of
/// several lines. No message holds any of its content.
base::Result<std::string> read_secret(const std::string& source);

/// Reads the secret of that name, which has letters, digits, '_' and '-': the service's credential
/// of that name where there is one, else the file of that name in `directory`, which may be empty
/// for none. Errors as those of read_secret().
base::Result<std::string> read_secret_named(const std::string& name, const std::string& directory);

/// Whether `source` has one of the two forms; kInvalid says what is expected.
base::Result<void> check_secret_source(std::string_view source);

}  // namespace tasksched::config
