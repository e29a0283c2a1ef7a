#include "cli/completion/position.h"

#include <algorithm>

namespace tasksched::cli {
namespace {

const Option* named(const OptionSet& set, std::string_view name) {
    const auto& options = set.options();
    const auto found = std::find_if(options.begin(), options.end(), [&](const Option& option) {
        return !option.is_operand() && option.name == name;
    });
    return found == options.end() ? nullptr : &*found;
}

/// Takes the options for all commands, wherever they stand before the cursor.
Globals globals_of(std::span<const std::string> words) {
    Globals globals;
    const auto take = [&](std::string_view name, std::optional<std::string>& field) {
        for (std::size_t i = 0; i + 1 < words.size() && words[i] != "--"; ++i) {
            if (words[i] == name && i + 2 < words.size()) {
                field = words[i + 1];
            } else if (words[i].starts_with(name) && words[i].size() > name.size() &&
                       words[i][name.size()] == '=') {
                field = words[i].substr(name.size() + 1);
            }
        }
    };
    take("--config", globals.config);
    take("--store", globals.store);
    take("--user", globals.user);
    return globals;
}

/// How many words before the last one are options that stand in front of the verb.
std::size_t leading_options(std::span<const std::string> before) {
    Globals globals;
    Leading leading;
    OptionSet set;
    declare(set, globals);
    declare(set, leading);
    std::size_t end = 0;
    while (end < before.size() && before[end].starts_with('-')) {
        const Option* option = named(set, before[end]);
        end += option != nullptr && !option->is_flag() ? 2U : 1U;
    }
    return end;
}

}  // namespace

Position find_position(std::span<const std::string> words) {
    Position position;
    if (words.empty()) {
        return position;
    }
    position.globals = globals_of(words);
    position.current = words.back();
    const auto before = words.first(words.size() - 1);
    const std::size_t leading = leading_options(before);
    if (leading > before.size()) {  // the value of such an option is being typed
        position.given.assign(before.begin(), before.end());
        return position;
    }
    const auto rest = before.subspan(leading);
    if (rest.empty()) {
        return position;
    }
    position.verb = find_verb(rest);
    if (position.verb == nullptr) {
        position.first_word = rest[0];
        return position;
    }
    const auto given = rest.subspan(words_of(*position.verb));
    position.given.assign(given.begin(), given.end());
    return position;
}

PositionInVerb find_position(const OptionSet& set, const Position& position) {
    PositionInVerb result;
    const auto& given = position.given;
    for (std::size_t i = 0; i < given.size(); ++i) {
        const std::string_view word = given[i];
        if (word == "--") {
            result.in_words = set.words().has_value();
            return result;
        }
        const std::size_t equals = word.find('=');
        const Option* option = named(set, word.substr(0, equals));
        if (option == nullptr) {
            result.operands.emplace_back(word);
            ++result.operand;
            continue;
        }
        result.options.push_back(option->name);
        if (option->is_flag()) {
            continue;
        }
        if (equals == std::string_view::npos && i + 1 == given.size()) {
            result.option = option;
            return result;
        }
        const std::string_view value = equals == std::string_view::npos
                                           ? std::string_view(given[++i])
                                           : word.substr(equals + 1);
        if (option->name == "--set") {
            result.assignments.push_back(value);
        }
    }
    return result;
}

}  // namespace tasksched::cli
