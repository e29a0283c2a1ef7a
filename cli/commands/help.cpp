#include "cli/args/help.h"

#include "cli/commands/commands.h"
#include "cli/commands/type_details.h"
#include "cli/output/help.h"
#include "cli/verbs.h"
#include "common/model/payload.h"

namespace tasksched::cli::commands {
namespace {

/// "store" alone: all verbs that begin with it.
std::string help_of_family(const std::string& word) {
    std::string result;
    for (const Verb& verb : verbs()) {
        if (verb.name.starts_with(word + " ")) {
            result += fmt::format("{}{}", result.empty() ? "" : "\n", verb_help(verb));
        }
    }
    return result;
}

bool is_type(Session& session, const std::string& word) {
    const auto plugins = session.plugins();
    return model::find_type(word) != nullptr || (plugins && (*plugins)->contains(word));
}

}  // namespace

base::Result<int> help(Session& session, const HelpOptions& options) {
    if (options.verb.empty()) {
        session.out().write(general_help());
        return 0;
    }
    if (const Verb* verb = find_verb(options.verb); verb != nullptr) {
        session.out().write(verb_help(*verb));
        return 0;
    }
    const std::string family =
        options.verb.size() == 1 ? help_of_family(options.verb.front()) : std::string();
    if (family.empty() && options.verb.size() == 1 && is_type(session, options.verb.front())) {
        return explain_type(session, options.verb.front());
    }
    if (family.empty()) {
        return tl::unexpected(unknown_verb(options.verb));
    }
    session.out().write(family);
    return 0;
}

}  // namespace tasksched::cli::commands
