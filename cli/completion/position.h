#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/args/globals.h"
#include "cli/args/option_set.h"
#include "cli/verbs.h"

namespace tasksched::cli {

/// Where in a command line the cursor is: at its last word.
struct Position {
    Globals globals;                 ///< as far as they stand before the cursor
    const Verb* verb = nullptr;      ///< none: a verb is being typed
    std::string first_word;          ///< of a verb of two words, of which the second is being typed
    std::vector<std::string> given;  ///< the words after the verb, without the last one
    std::string current;             ///< the last word: what is there of it
};

Position find_position(std::span<const std::string> words);

/// The same within the words of a verb.
struct PositionInVerb {
    const Option* option = nullptr;             ///< whose value is being typed; none: another word
    std::size_t operand = 0;                    ///< how many operands stand before
    std::vector<std::string> operands;          ///< these
    std::vector<std::string_view> options;      ///< the names of the options that stand before
    std::vector<std::string_view> assignments;  ///< the values of --set before
    bool in_words = false;                      ///< behind the `--` of a verb that takes words
};

/// `set` and `position` outlive the result.
PositionInVerb find_position(const OptionSet& set, const Position& position);

}  // namespace tasksched::cli
