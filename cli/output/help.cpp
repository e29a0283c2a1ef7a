#include "cli/output/help.h"

#include <fmt/format.h>

#include "cli/args/schedule.h"
#include "cli/args/task_options.h"
#include "common/base/text.h"

namespace tasksched::cli {
namespace {

constexpr std::size_t kNameColumns = 26;
constexpr std::size_t kLineColumns = 80;

/// `text` in lines of at most `columns`, broken at blanks, each but the first after `indent`.
std::string wrapped(std::string_view text, std::size_t columns, std::size_t indent) {
    std::string result;
    std::size_t used = 0;
    for (const std::string_view word : base::split(text, ' ')) {
        if (used != 0 && used + 1 + word.size() > columns) {
            result += fmt::format("\n{:{}}", "", indent);
            used = 0;
        } else if (used != 0) {
            result += ' ';
            ++used;
        }
        result += word;
        used += word.size();
    }
    return result;
}

std::string option_entry(const Option& option) {
    std::string name = option.letter == '\0' ? std::string(option.name)
                                             : fmt::format("-{}, {}", option.letter, option.name);
    if (!option.metavar.empty()) {
        name += fmt::format("{}{}", name.empty() ? "" : " ", option.metavar);
    }
    return help_entry(name, option.help);
}

std::string operand_entries(const OptionSet& set) {
    std::string result;
    for (const Option& option : set.options()) {
        if (option.is_operand()) {
            result += option_entry(option);
        }
    }
    if (set.words()) {
        result += help_entry(fmt::format("-- {}", set.words()->metavar), set.words()->help);
    }
    return result;
}

/// Those under headings that are `wanted`.
template <typename Wanted>
std::string option_entries(const OptionSet& set, const Wanted& wanted) {
    std::string result;
    std::string_view group;
    for (const Option& option : set.options()) {
        if (option.is_operand() || !wanted(option.group)) {
            continue;
        }
        if (option.group != group) {
            group = option.group;
            result += fmt::format("\n{}:\n", group);
        }
        result += option_entry(option);
    }
    return result;
}

std::string option_entries(const OptionSet& set) {
    return option_entries(set, [](std::string_view) { return true; });
}

std::string usage_line(const Verb& verb) {
    return fmt::format("tasksched {}{}{}", verb.name, verb.synopsis.empty() ? "" : " ",
                       verb.synopsis);
}

std::string dash_for_empty(std::string_view text) { return std::string(text.empty() ? "-" : text); }

}  // namespace

std::string help_entry(std::string_view name, std::string_view help) {
    const std::string text = wrapped(help, kLineColumns - kNameColumns, kNameColumns);
    if (name.size() + 4 > kNameColumns) {
        return fmt::format("  {}\n{:{}}{}\n", name, "", kNameColumns, text);
    }
    return fmt::format("  {:{}}{}\n", name, kNameColumns - 2, text);
}

std::string option_entries_of(const model::TypeInfo& type) {
    ScheduleOptions options;
    OptionSet set;
    declare(set, options);
    return option_entries(set, [&](std::string_view group) {
        return group == heading_of(type) || (type.runs_program && group == kProgramHeading);
    });
}

std::string verb_help(const Verb& verb) {
    std::string result = fmt::format("Usage: {}\n\n{}.\n",
                                     wrapped(usage_line(verb), kLineColumns - 9, 9), verb.summary);
    verb.describe([&](const OptionSet& set) {
        const std::string operands = operand_entries(set);
        result += operands.empty() ? "" : fmt::format("\nOperands:\n{}", operands);
        result += option_entries(set);
    });
    return result;
}

std::string general_help() {
    std::string result =
        "Usage: tasksched [--config FILE] [--store URL] [--json] [--user USER] COMMAND ...\n\n"
        "Schedules tasks - once, every period, or by a cron expression - and tells what became of\n"
        "them. 'tasksched help COMMAND' explains one command; tasksched(1) explains all.\n\n"
        "Commands:\n";
    for (const Verb& verb : verbs()) {
        result += help_entry(verb.name, verb.summary);
    }
    Globals globals;
    Leading leading;
    OptionSet set;
    declare(set, globals);
    declare_version(set, leading);
    return result + option_entries(set);
}

std::string short_usage() {
    return "usage: tasksched [OPTIONS] COMMAND ...\n"
           "for example: tasksched schedule --in 10m -- echo hello\n"
           "'tasksched help' lists the commands\n";
}

std::string dump_options() {
    std::string result;
    for (const Verb& verb : verbs()) {
        verb.describe([&](const OptionSet& set) {
            for (const Option& option : set.options()) {
                result += fmt::format("{}\t{}\t{}\n", verb.name, dash_for_empty(option.name),
                                      dash_for_empty(option.metavar));
            }
            if (set.words()) {
                result += fmt::format("{}\t--\t{}\n", verb.name, set.words()->metavar);
            }
        });
    }
    return result;
}

}  // namespace tasksched::cli
