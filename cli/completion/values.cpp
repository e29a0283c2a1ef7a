#include "cli/completion/values.h"

#include <algorithm>
#include <array>
#include <span>

#include "common/base/text.h"
#include "common/model/payload.h"
#include "common/model/plugin_payload.h"
#include "common/time/time_text.h"

namespace tasksched::cli {
namespace {

constexpr std::int64_t kMostTasks = 1000;
constexpr std::int64_t kMostRuns = 50;
constexpr std::int64_t kMostVersions = 50;

/// The words that an option of a verb takes; of all verbs where none is named.
struct FixedWords {
    std::string_view verb;
    std::string_view option;
    std::string_view words;  ///< between blanks
};

constexpr std::array<FixedWords, 8> kFixed{{
    {"", "--catch-up", "none latest all"},
    {"", "--overlap", "allow skip queue replace"},
    {"", "--on-crash", "ask retry fail"},
    {"", "--if-excluded", "skip before after"},
    {"", "--color", "auto always never"},
    {"list", "--state", "active paused done cancelled"},
    {"runs", "--state", "queued running waiting succeeded failed cancelled skipped unknown"},
    {"schedule", "--format", "text html csv"},
}};

std::vector<Candidate> words_in(std::string_view text) {
    std::vector<Candidate> words;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find(' ', begin), text.size());
        words.push_back({std::string(text.substr(begin, end - begin)), {}});
        begin = end + 1;
    }
    return words;
}

std::vector<Candidate> calendars_of(Session& session) {
    std::vector<Candidate> names = words_in("workdays weekends");
    if (const auto config = session.config()) {
        for (const auto& [name, calendar] : (*config)->calendars) {
            names.push_back({name, "a calendar of the configuration"});
        }
    }
    return names;
}

std::vector<Candidate> tasks_of(Session& session) {
    const auto service = session.service(store::OpenMode::kRead);
    if (!service) {
        return {};
    }
    store::TaskFilter filter;
    filter.current_only = true;
    filter.limit = kMostTasks;
    const auto tasks = (*service)->list({filter});
    std::vector<Candidate> names;
    for (const model::Task& task : tasks.value_or(std::vector<model::Task>())) {
        names.push_back({task.name.empty() ? std::to_string(task.id.value) : task.name,
                         fmt::format("{}, {}", task.type, schedule::describe(task.schedule))});
    }
    return names;
}

std::vector<Candidate> runs_of(Session& session) {
    const auto service = session.service(store::OpenMode::kRead);
    if (!service) {
        return {};
    }
    store::RunFilter filter;
    filter.limit = kMostRuns;
    const auto runs = (*service)->runs({.task = {}, .filter = filter});
    std::vector<Candidate> numbers;
    for (const model::Run& run : runs.value_or(std::vector<model::Run>())) {
        numbers.push_back(
            {std::to_string(run.id.value),
             fmt::format("{} of task {}", model::to_string(run.state), run.task_id.value)});
    }
    return numbers;
}

/// Those that the task before the cursor had; the one that it has is the newest.
std::vector<Candidate> versions_of(Session& session, const PositionInVerb& position) {
    const auto service = session.service(store::OpenMode::kRead);
    if (!service || position.operands.empty()) {
        return {};
    }
    const auto log = (*service)->log(
        {.task = {position.operands.front()}, .before = {}, .limit = kMostVersions});
    std::vector<Candidate> numbers;
    for (const auto& logged : log.value_or(std::vector<service::LoggedVersion>())) {
        numbers.push_back({std::to_string(logged.version.task.version),
                           fmt::format("{} by {}", logged.version.operation,
                                       base::escape_control(logged.version.changed_by))});
    }
    if (!numbers.empty()) {
        numbers.erase(numbers.begin());
    }
    return numbers;
}

std::vector<Candidate> verbs_and_types(Session& session) {
    std::vector<Candidate> words;
    for (const Verb& verb : verbs()) {
        const std::string_view first = verb.name.substr(0, verb.name.find(' '));
        if (words.empty() || words.back().word != first) {
            words.push_back({std::string(first), std::string(verb.summary)});
        }
    }
    for (Candidate& type : types_of(session)) {
        words.push_back(std::move(type));
    }
    return words;
}

/// The type that the words before the cursor name, as a plugin's; null for any other.
const model::PluginType* plugin_of(Session& session, const PositionInVerb& position) {
    const auto plugins = session.plugins();
    if (!plugins || position.operands.empty()) {
        return nullptr;
    }
    const auto found = (*plugins)->find(position.operands.front());
    return found == (*plugins)->end() || !found->second ? nullptr : found->second->get();
}

Candidates values_of_field(const model::PluginField& field) {
    Candidates values;
    const auto add = [&](std::string_view value) {
        values.words.push_back({fmt::format("{}={}", field.name, value), {}});
    };
    if (field.kind == model::FieldKind::kBoolean) {
        add("true");
        add("false");
    }
    std::for_each(field.choices.begin(), field.choices.end(), add);
    values.rest = field.kind == model::FieldKind::kFile ? "files" : "";
    return values;
}

/// "FIELD=", or "FIELD=VALUE" once the field is there.
Candidates assignments_of(Session& session, const PositionInVerb& position,
                          std::string_view typed) {
    const model::PluginType* type = plugin_of(session, position);
    if (type == nullptr) {
        return {};
    }
    const std::size_t equals = typed.find('=');
    if (equals != std::string_view::npos) {
        const model::PluginField* field = type->field(typed.substr(0, equals));
        return field == nullptr ? Candidates() : values_of_field(*field);
    }
    Candidates fields{{}, "more"};
    for (const model::PluginField& field : type->manifest().fields) {
        const std::string start = field.name + '=';
        const bool is_given =
            std::any_of(position.assignments.begin(), position.assignments.end(),
                        [&](std::string_view given) { return given.starts_with(start); });
        if (!is_given) {
            fields.words.push_back({start, field.help});
        }
    }
    return fields;
}

Candidates by_metavar(Session& session, std::string_view metavar) {
    if (metavar == "FILE") {
        return {{}, "files"};
    }
    if (metavar == "DIR") {
        return {{}, "directories"};
    }
    if (metavar == "ID|NAME") {
        return {tasks_of(session), {}};
    }
    if (metavar == "RUN") {
        return {runs_of(session), {}};
    }
    if (metavar == "TYPE") {
        return {types_of(session), {}};
    }
    if (metavar == "CALENDAR") {
        return {calendars_of(session), {}};
    }
    return metavar == "COMMAND" ? Candidates{verbs_and_types(session), {}} : Candidates();
}

}  // namespace

std::vector<Candidate> types_of(Session& session) {
    std::vector<Candidate> types;
    for (const model::TypeInfo* type : model::types()) {
        types.push_back({std::string(type->name), std::string(type->help)});
    }
    if (const auto plugins = session.plugins()) {
        for (const auto& [name, plugin] : **plugins) {
            if (plugin) {
                types.push_back({name, (*plugin)->manifest().help});
            }
        }
    }
    return types;
}

Candidates values_of(Session& session, const Verb& verb, const Option& option,
                     const PositionInVerb& position, std::string_view typed) {
    for (const FixedWords& fixed : kFixed) {
        if (fixed.option == option.name && (fixed.verb.empty() || fixed.verb == verb.name)) {
            return {words_in(fixed.words), {}};
        }
    }
    if (option.metavar == "VERSION") {
        return {versions_of(session, position), {}};
    }
    return option.name == "--set" ? assignments_of(session, position, typed)
                                  : by_metavar(session, option.metavar);
}

Candidates operands_of(Session& session, const OptionSet& set, const PositionInVerb& position) {
    std::size_t index = 0;
    for (const Option& option : set.options()) {
        if (!option.is_operand()) {
            continue;
        }
        // What follows a type are words of its own.
        const bool repeats = option.is_list() && option.metavar != "TYPE";
        if (index == position.operand || (repeats && position.operand > index)) {
            return by_metavar(session, option.metavar);
        }
        ++index;
    }
    return {};
}

}  // namespace tasksched::cli
