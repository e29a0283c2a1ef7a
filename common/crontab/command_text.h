#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tasksched::crontab {

/// A job's command as crontab(5) takes it apart.
struct CommandText {
    std::string command;                        ///< for the shell
    std::optional<std::string> standard_input;  ///< none where there is no `%`, or nothing after it

    friend bool operator==(const CommandText&, const CommandText&) = default;
};

/// What stands before the first `%` is the command, what follows the standard input, in which each
/// further `%` is a line end; it ends with one. `\%` is a `%`.
CommandText split_command(std::string_view text);

/// What may precede a command, of OpenBSD's cron and of cronie: `-n`, `-q`, `-s`, in one word or
/// several.
struct CommandFlags {
    bool mail_failures_only = false;  ///< -n: no mail where the command succeeds
    bool quiet = false;               ///< -q: it is not logged
    bool single = false;              ///< -s: not while another run of it goes on

    friend bool operator==(const CommandFlags&, const CommandFlags&) = default;
};

/// Takes the flags from the front of `text`, and the blanks after them.
CommandFlags take_flags(std::string_view& text);

}  // namespace tasksched::crontab
