#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/completion/position.h"
#include "cli/session.h"

namespace tasksched::cli {

/// A word that may stand where the cursor is.
struct Candidate {
    std::string word;
    std::string help;
};

/// What may stand there, and who knows more of it.
struct Candidates {
    std::vector<Candidate> words;
    std::string_view rest;  ///< "files", "directories", "command", "more"; empty: that is all
};

/// The values of an option. `typed` is what there is of it.
Candidates values_of(Session& session, const Verb& verb, const Option& option,
                     const PositionInVerb& position, std::string_view typed);

/// What the operand may be that is being typed; none where all are there.
Candidates operands_of(Session& session, const OptionSet& set, const PositionInVerb& position);

/// All types, with their help.
std::vector<Candidate> types_of(Session& session);

}  // namespace tasksched::cli
