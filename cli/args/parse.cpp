#include "cli/args/parse.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

// The parser of command lines is used in this file alone; its messages are not: they are not in
// the style of CLI.md.
#include <CLI/CLI.hpp>

#include "common/base/text.h"

namespace tasksched::cli {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;

std::string prefix(std::string_view verb) {
    return verb.empty() ? std::string() : fmt::format("{}: ", verb);
}

const Option* option_named(const OptionSet& set, std::string_view name) {
    const auto& options = set.options();
    const auto found = std::find_if(options.begin(), options.end(), [&](const Option& option) {
        return !option.is_operand() && option.name == name;
    });
    return found == options.end() ? nullptr : &*found;
}

/// Says of one argument whether it is an option that lacks its value, has an empty one, or has one
/// that it does not take; CLI11 would take the next argument instead, or fail without its name.
Result<void> check_value(const OptionSet& set, std::string_view verb, std::string_view argument,
                         const std::string* next) {
    const std::size_t equals = argument.find('=');
    const Option* option = option_named(set, argument.substr(0, equals));
    if (option == nullptr) {
        return {};
    }
    if (option->is_flag()) {
        if (equals != std::string_view::npos) {
            return fail(ErrorCode::kInvalid, "{}{} takes no value, but {} gives it one",
                        prefix(verb), option->name, base::quoted(argument));
        }
        return {};
    }
    const bool inside = equals != std::string_view::npos;
    if (!inside && next == nullptr) {
        return fail(ErrorCode::kInvalid, "{}{} lacks its value: {} {}", prefix(verb), option->name,
                    option->name, option->metavar);
    }
    const bool empty = inside ? equals + 1 == argument.size() : next->empty();
    if (empty && option->empty == Empty::kRefused) {
        return fail(ErrorCode::kInvalid, "{}{} has an empty value; it takes {}", prefix(verb),
                    option->name, option->metavar);
    }
    return {};
}

bool takes_next(const OptionSet& set, std::string_view argument) {
    const Option* option = option_named(set, argument);
    return option != nullptr && !option->is_flag();
}

/// Checks values, and writes `--name=` as the two arguments that it stands for.
Result<std::vector<std::string>> checked(const OptionSet& set, std::string_view verb,
                                         std::span<const std::string> arguments) {
    std::vector<std::string> result;
    result.reserve(arguments.size());
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string& argument = arguments[i];
        if (argument == "--") {
            result.insert(result.end(), arguments.begin() + static_cast<std::ptrdiff_t>(i),
                          arguments.end());
            break;
        }
        const std::string* next = i + 1 < arguments.size() ? &arguments[i + 1] : nullptr;
        if (auto sound = check_value(set, verb, argument, next); !sound) {
            return tl::unexpected(sound.error());
        }
        if (argument.size() > 3 && argument.back() == '=' &&
            takes_next(set, std::string_view(argument).substr(0, argument.size() - 1))) {
            result.push_back(argument.substr(0, argument.size() - 1));
            result.emplace_back();
            continue;
        }
        result.push_back(argument);
        if (takes_next(set, argument)) {
            result.push_back(arguments[++i]);
        }
    }
    return result;
}

/// The names by which CLI11 knows an option.
std::string names_of(const Option& option) {
    return option.letter == '\0' ? std::string(option.name)
                                 : fmt::format("-{},{}", option.letter, option.name);
}

Result<void> store_results(const Option& option, std::string_view verb,
                           const std::vector<std::string>& given) {
    if (given.size() > 1 && !option.is_list() && !option.is_flag()) {
        return fail(ErrorCode::kInvalid, "{}{} is given twice, as {} and {}; once is right",
                    prefix(verb), option.name, base::quoted(given[0]), base::quoted(given[1]));
    }
    std::visit(
        [&](auto* field) {
            using Field = std::remove_pointer_t<decltype(field)>;
            if constexpr (std::is_same_v<Field, model::GivenOptions>) {
                if (!given.empty()) {
                    (*field)[std::string(option.name.substr(2))] =
                        option.is_flag() ? std::vector<std::string>{"true"} : given;
                }
            } else if constexpr (std::is_same_v<Field, bool>) {
                *field = *field || !given.empty();
            } else if constexpr (std::is_same_v<Field, std::vector<std::string>>) {
                field->insert(field->end(), given.begin(), given.end());
            } else if (!given.empty()) {
                *field = given.front();
            }
        },
        option.field);
    return {};
}

/// Whether the argument may be the option: `--at`, `--at=TIME`, `-h`, `-qh`.
bool may_name(const Option& option, std::string_view argument) {
    return argument.starts_with(option.name) ||
           (option.letter != '\0' && argument.starts_with('-') && !argument.starts_with("--") &&
            argument.find(option.letter) != std::string_view::npos);
}

/// A CLI11 parser for the options of a set; operands are what it leaves. All values are kept as
/// text: what they mean is not its business. It is told only of the options that `arguments` may
/// name: CLI11 compares each with all before it, and the hundred of `schedule` took a tenth of its
/// time.
class Parser {
  public:
    Parser(const OptionSet& set, std::span<const std::string> arguments) {
        app_.set_help_flag();
        app_.allow_extras();
        for (const Option& option : set.options()) {
            const bool named = std::any_of(
                arguments.begin(), arguments.end(),
                [&option](std::string_view argument) { return may_name(option, argument); });
            if (named && !option.is_operand() && !option.is_known) {
                add(option);
            }
        }
    }

    /// Returns the arguments that are no options of the set, in their order, a `--` among them.
    Result<std::vector<std::string>> parse(std::string_view verb,
                                           std::vector<std::string> arguments) {
        std::reverse(arguments.begin(), arguments.end());
        try {
            app_.parse(std::move(arguments));
        } catch (const CLI::Error& error) {
            return fail(ErrorCode::kInvalid, "{}{}", prefix(verb), base::quoted(error.what()));
        }
        return app_.remaining();
    }

    /// Writes what was given to the fields.
    Result<void> store(std::string_view verb) const {
        for (const auto& [option, parsed] : added_) {
            if (auto stored = store_results(*option, verb, parsed->results()); !stored) {
                return stored;
            }
        }
        return {};
    }

  private:
    void add(const Option& option) {
        CLI::Option* added =
            app_.add_option(names_of(option), [](const CLI::results_t&) { return true; });
        added->allow_extra_args(false);
        added->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
        if (option.is_flag()) {
            added->expected(0);
        }
        added_.emplace_back(&option, added);
    }

    CLI::App app_;
    std::vector<std::pair<const Option*, CLI::Option*>> added_;
};

/// What an option's user is told to do about an unknown one.
std::string suggestion(const OptionSet& set, std::string_view verb, std::string_view unknown) {
    std::vector<std::string_view> known;
    for (const Option& option : set.options()) {
        if (!option.is_operand()) {
            known.push_back(option.name);
        }
    }
    if (const auto near = base::nearest(unknown.substr(0, unknown.find('=')), known)) {
        return fmt::format("did you mean {}?", *near);
    }
    return verb.empty() ? "'tasksched help' lists the options"
                        : fmt::format("'tasksched help {}' lists its options", verb);
}

bool asks_for_help(const OptionSet& set) {
    const Option* help = set.help();
    return help != nullptr && *std::get<bool*>(help->field);
}

/// The operands among what the parser left. An option that is unknown is told before a word too
/// many: the word may be its value.
Result<std::vector<std::string>> operands_of(const OptionSet& set, std::string_view verb,
                                             const std::vector<std::string>& remaining) {
    std::vector<std::string> operands;
    bool all_are_operands = false;
    for (const std::string& argument : remaining) {
        if (!all_are_operands && argument == "--") {
            all_are_operands = true;
        } else if (!all_are_operands && argument.size() > 1 && argument.front() == '-') {
            return fail(ErrorCode::kInvalid, "{}unknown option {}: {}", prefix(verb),
                        base::quoted(argument), suggestion(set, verb, argument));
        } else {
            operands.push_back(argument);
        }
    }
    return operands;
}

/// Hands the operands out, one to each field in their order, and to a list all that are left.
Result<void> store_operands(const OptionSet& set, std::string_view verb,
                            std::span<const std::string> operands) {
    for (const Option& option : set.options()) {
        if (!option.is_operand()) {
            continue;
        }
        if (operands.empty() && option.need == Need::kRequired) {
            return fail(ErrorCode::kInvalid, "{}{} is missing; usage: 'tasksched help {}'",
                        prefix(verb), option.metavar, verb);
        }
        const std::size_t count =
            option.is_list() ? operands.size() : std::min<std::size_t>(operands.size(), 1);
        const auto taken = operands.first(count);
        if (auto stored = store_results(option, verb, {taken.begin(), taken.end()}); !stored) {
            return stored;
        }
        operands = operands.subspan(count);
    }
    if (!operands.empty()) {
        return fail(ErrorCode::kInvalid, "{}unexpected argument {}; usage: 'tasksched help {}'",
                    prefix(verb), base::quoted(operands[0]), verb);
    }
    return {};
}

/// Splits what follows the first `--` off, where the verb takes words.
std::span<const std::string> take_words(const OptionSet& set,
                                        std::span<const std::string> arguments) {
    if (!set.words()) {
        return arguments;
    }
    const auto dashes = std::find(arguments.begin(), arguments.end(), "--");
    if (dashes != arguments.end()) {
        std::get<std::vector<std::string>*>(set.words()->field)
            ->assign(std::next(dashes), arguments.end());
    }
    return {arguments.begin(), dashes};
}

}  // namespace

Result<void> parse(const OptionSet& set, std::string_view verb,
                   std::span<const std::string> arguments) {
    auto sound = checked(set, verb, take_words(set, arguments));
    if (!sound) {
        return tl::unexpected(sound.error());
    }
    Parser parser(set, *sound);
    const auto remaining = parser.parse(verb, std::move(*sound));
    if (!remaining) {
        return tl::unexpected(remaining.error());
    }
    if (auto stored = parser.store(verb); !stored || asks_for_help(set)) {
        return stored;
    }
    const auto operands = operands_of(set, verb, *remaining);
    return operands ? store_operands(set, verb, *operands) : tl::unexpected(operands.error());
}

Result<std::vector<std::string>> parse_leading(const OptionSet& set,
                                               std::span<const std::string> arguments) {
    std::size_t end = 0;
    while (end < arguments.size() && arguments[end].starts_with('-')) {
        end += takes_next(set, arguments[end]) ? 2U : 1U;
    }
    end = std::min(end, arguments.size());
    if (auto parsed = parse(set, "", arguments.first(end)); !parsed) {
        return tl::unexpected(parsed.error());
    }
    return std::vector<std::string>(arguments.begin() + static_cast<std::ptrdiff_t>(end),
                                    arguments.end());
}

}  // namespace tasksched::cli
