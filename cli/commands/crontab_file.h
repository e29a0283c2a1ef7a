#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cli/session.h"
#include "common/base/error.h"

namespace tasksched::cli::commands {

/// What became of a table that was to be installed.
enum class Installed {
    kYes,
    kWrong,   ///< the table is wrong
    kFailed,  ///< the table is right, and the store could not take it
};

/// The text of the file of that name, "-" for standard input; none where it cannot be read, which
/// standard error tells as crontab does.
std::optional<std::string> read_table_file(const std::string& name);

/// Whether it is a table; tells on standard error what is wrong, or remarkable, in the file that is
/// called `name`, in crontab's words. `conclusion` follows what is wrong with a line.
bool check_table(const std::string& content, std::string_view name, std::string_view conclusion);

inline constexpr std::string_view kCannotInstall = "errors in crontab file, can't install.";

/// Checks the table and makes it the crontab of the session's user.
Installed install_table(Session& session, const std::string& content, std::string_view name);

/// A change of the crontab was committed: the daemon is told, and whoever sits before a terminal
/// where there is none.
void announce_crontab(Session& session);

/// Writes a line to standard error: "crontab: ...".
void complain(std::string_view text);

/// An error of the service, told as crontab would; the exit status.
int tell_failure(const base::Error& error);

}  // namespace tasksched::cli::commands
