#pragma once

#include <optional>
#include <span>
#include <string>

#include "cli/args/globals.h"
#include "cli/args/option_set.h"

namespace tasksched::cli {

/// `tasksched crontab`, and the program called as `crontab`. At most one of the operations is set;
/// with none, `file` is installed.
struct CrontabOptions {
    bool list = false;
    bool edit = false;
    bool remove = false;
    bool history = false;
    bool undo = false;
    bool test = false;                ///< of cronie: `file` is checked alone
    bool dry_run = false;             ///< of Debian's cron: the same
    bool ask = false;                 ///< with `remove`
    std::optional<std::string> file;  ///< "-" is standard input
};

void declare(OptionSet& set, CrontabOptions& options);

/// Reads the arguments as crontab(1) does: options of one letter, in any order and place; the long
/// ones and those for all commands are read too. False where they are wrong, after telling on
/// standard error how it is used.
bool parse_crontab(std::span<const std::string> arguments, CrontabOptions& options,
                   Globals& globals);

}  // namespace tasksched::cli
