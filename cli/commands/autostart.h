#pragma once

#include <string>
#include <vector>

#include "cli/session.h"
#include "common/base/error.h"

namespace tasksched::cli::commands {

/// The text of a systemd user unit that runs the command line.
std::string systemd_unit(const std::vector<std::string>& command);

/// The crontab line that starts it at boot. Its end tells it apart from lines of other origin.
std::string reboot_line(const std::vector<std::string>& command);

/// `crontab` without the lines that reboot_line made; all other bytes stay as they are.
std::string without_reboot_lines(const std::string& crontab);

/// Starts the daemon by systemd's user instance at login, where one answers; else by an @reboot
/// line of the user's crontab, where there is crontab(1); kFailed where there is neither. What it
/// did is one line, fit for the user.
base::Result<std::string> enable_autostart(Session& session,
                                           const std::vector<std::string>& command);

/// Takes back what enable_autostart did, in both places.
base::Result<std::string> disable_autostart(Session& session);

}  // namespace tasksched::cli::commands
