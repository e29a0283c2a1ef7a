#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "cli/args/globals.h"
#include "cli/args/option_set.h"
#include "common/base/error.h"

namespace tasksched::cli {

/// One verb of the command line: what the help says of it, and how it is carried out. The table
/// of them is what the help, the hidden --dump-options and the completions are made of.
struct Verb {
    using Visitor = std::function<void(const OptionSet&)>;

    std::string_view name;      ///< "list", or two words: "store check"
    std::string_view synopsis;  ///< what follows the name: "[--all] [--type T]"
    std::string_view summary;   ///< one line, without a period

    /// Shows the verb's options, those for all commands included, to `visit`.
    void (*describe)(const Visitor& visit);

    /// Parses the arguments that follow the verb and carries it out. `globals` holds what stood
    /// before the verb. The result is the exit status.
    base::Result<int> (*perform)(const Verb& verb, const Globals& globals,
                                 std::span<const std::string> arguments);
};

/// All verbs, in the order of the help.
std::span<const Verb> verbs();

/// The verb that the first one or two of `arguments` name; null where they name none.
const Verb* find_verb(std::span<const std::string> arguments);

/// How many words the verb's name has.
std::size_t words_of(const Verb& verb);

/// Why the arguments name no verb: the nearest one, or those that begin with the same word.
base::Error unknown_verb(std::span<const std::string> arguments);

}  // namespace tasksched::cli
