#pragma once

#include <optional>
#include <string>

#include "cli/args/option_set.h"

namespace tasksched::cli {

/// What stands before the verb, or among its options: for all commands.
struct Globals {
    std::optional<std::string> config;
    std::optional<std::string> store;
    std::optional<std::string> user;
    std::optional<std::string> color;
    bool json = false;
    bool help = false;
};

void declare(OptionSet& set, Globals& globals);

/// What may stand in the place of a verb, beside the options for all commands.
struct Leading {
    bool version = false;
    bool dump_options = false;  ///< hidden: the whole table of options, for tests and completions
};

void declare(OptionSet& set, Leading& leading);

/// Those of them that the help shows.
void declare_version(OptionSet& set, Leading& leading);

}  // namespace tasksched::cli
