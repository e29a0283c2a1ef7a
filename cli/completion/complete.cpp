#include "cli/completion/complete.h"

#include <unistd.h>

#include <algorithm>
#include <utility>

#include "cli/args/globals.h"
#include "cli/completion/position.h"
#include "cli/completion/values.h"
#include "cli/output/writer.h"
#include "common/base/text.h"

namespace tasksched::cli {
namespace {

/// Options that may still be given, with their help.
std::vector<Candidate> options_of(const OptionSet& set,
                                  const std::vector<std::string_view>& given) {
    std::vector<Candidate> words;
    for (const Option& option : set.options()) {
        const bool is_given = std::find(given.begin(), given.end(), option.name) != given.end();
        if (!option.is_operand() && !option.is_known && (!is_given || option.is_list())) {
            words.push_back({std::string(option.name), std::string(option.help)});
        }
    }
    return words;
}

/// The first words of the verbs, or the second ones of those that begin with `first`.
std::vector<Candidate> verb_words(const std::string& first) {
    std::vector<Candidate> words;
    for (const Verb& verb : verbs()) {
        const std::size_t blank = verb.name.find(' ');
        const std::string_view begin = verb.name.substr(0, blank);
        if (!first.empty() && begin == first && blank != std::string_view::npos) {
            words.push_back({std::string(verb.name.substr(blank + 1)), std::string(verb.summary)});
        } else if (first.empty() && (words.empty() || words.back().word != begin)) {
            words.push_back({std::string(begin), std::string(verb.summary)});
        }
    }
    return words;
}

/// Before a verb: one, an option for all commands, or the value of such a one.
Candidates before_verb(Session& session, const Position& position) {
    Globals globals;
    Leading leading;
    OptionSet set;
    declare(set, globals);
    declare_version(set, leading);
    const PositionInVerb place = find_position(set, position);
    if (place.option != nullptr) {
        return values_of(session, Verb{}, *place.option, place, position.current);
    }
    if (position.first_word.empty() && position.current.starts_with('-')) {
        return {options_of(set, place.options), {}};
    }
    return {verb_words(position.first_word), {}};
}

/// "--state=fai": what there is of the value, and what stands before it.
std::pair<const Option*, std::string> split_current(const OptionSet& set,
                                                    const std::string& current) {
    const std::size_t equals = current.find('=');
    if (!current.starts_with("--") || equals == std::string::npos) {
        return {nullptr, {}};
    }
    const std::string name = current.substr(0, equals);
    for (const Option& option : set.options()) {
        if (option.name == name && !option.is_flag()) {
            return {&option, current.substr(0, equals + 1)};
        }
    }
    return {nullptr, {}};
}

Candidates in_verb(Session& session, const OptionSet& set, const Position& position) {
    const PositionInVerb place = find_position(set, position);
    if (place.in_words) {
        return {{}, "command"};
    }
    if (place.option != nullptr) {
        return values_of(session, *position.verb, *place.option, place, position.current);
    }
    if (const auto [option, before] = split_current(set, position.current); option != nullptr) {
        Candidates values = values_of(session, *position.verb, *option, place,
                                      position.current.substr(before.size()));
        for (Candidate& value : values.words) {
            value.word.insert(0, before);
        }
        return values;
    }
    if (position.current.starts_with('-')) {
        return {options_of(set, place.options), {}};
    }
    Candidates operands = operands_of(session, set, place);
    return operands.words.empty() && operands.rest.empty()
               ? Candidates{options_of(set, place.options), {}}
               : operands;
}

Candidates candidates_at(Session& session, const Position& position) {
    if (position.verb == nullptr) {
        return before_verb(session, position);
    }
    Candidates candidates;
    position.verb->describe(
        [&](const OptionSet& set) { candidates = in_verb(session, set, position); });
    return candidates;
}

}  // namespace

base::Result<int> complete(std::span<const std::string> words) {
    const Position position = find_position(words);
    const auto session = Session::open(position.globals);
    if (!session) {
        return 0;
    }
    const Candidates candidates = candidates_at(**session, position);
    Writer out(STDOUT_FILENO);
    for (const Candidate& candidate : candidates.words) {
        if (candidate.word.starts_with(position.current)) {
            out.line(fmt::format("{}\t{}", base::escape_control(candidate.word),
                                 base::escape_control(candidate.help)));
        }
    }
    if (!candidates.rest.empty()) {
        out.line(fmt::format(":{}", candidates.rest));
    }
    static_cast<void>(out.flush());
    return 0;
}

}  // namespace tasksched::cli
