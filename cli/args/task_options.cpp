#include "cli/args/task_options.h"

#include "common/model/payload.h"

namespace tasksched::cli {

namespace {

void declare_when(OptionSet& set, model::TaskSpec& spec) {
    set.group("When");
    set.value("--at", "TIME", spec.at, "once: '2026-05-01 09:00', 'tomorrow 9am', '@SECONDS'");
    set.value("--in", "DURATION", spec.in, "once, that long from now: 90s, 15m, 2h30m, 1d, 1w");
    set.value("--every", "DURATION", spec.every, "each period; also 1mo and 1y, by the calendar");
    set.value("--cron", "EXPR", spec.cron, "as crontab(5): '0 9 * * 1-5', @daily, @reboot");
    set.flag("--after-finish", spec.after_finish,
             "count --every from the end of the run before, not from its start");
    set.value("--tz", "ZONE", spec.tz, "read the times in this zone: Europe/Paris, UTC");
    set.value("--start", "TIME", spec.start, "no run before TIME");
    set.value("--until", "TIME", spec.until, "no run after TIME");
    set.value("--count", "N", spec.count, "N runs, then the task is done");
    set.value("--jitter", "DURATION", spec.jitter, "start each run up to that much later");
    set.list("--only", "CALENDAR", spec.only, "run on its days only, as on workdays; repeatable");
    set.list("--except", "CALENDAR", spec.except, "do not run on its days; repeatable");
    set.value("--if-excluded", "POLICY", spec.if_excluded,
              "what then: skip, or the nearest day before or after");
}

void declare_policies(OptionSet& set, model::TaskSpec& spec) {
    set.group("Policies");
    set.value("--name", "NAME", spec.name, "a name to use in place of the id");
    set.value("--catch-up", "WHICH", spec.catch_up,
              "missed runs to make up after downtime: none, latest or all");
    set.value("--deadline", "DURATION", spec.deadline, "skip a run that is later than that");
    set.value("--overlap", "POLICY", spec.overlap,
              "while the run before is not over: allow, skip, queue or replace");
    set.value("--timeout", "DURATION", spec.timeout, "end an attempt that takes longer");
    set.value("--retries", "N", spec.retries, "try a failed run N times more");
    set.value("--backoff", "D[..D]", spec.backoff, "wait before a retry, doubled up to the second");
    set.value("--retry-on", "CODES", spec.retry_on,
              "retry only after these exit statuses, and 75: 1,100-110");
    set.value("--give-up-on", "CODES", spec.give_up_on,
              "never retry after these exit statuses: 2,64-74");
    set.value("--on-crash", "POLICY", spec.on_crash,
              "when a crash hid a run's end: ask, retry or fail");
    set.value("--notify", "ADDRESS", spec.notify, "whom to tell of failures; none for nobody");
    set.value("--priority", "N", spec.priority, "the greater first, -100 to 100");
}

void declare_limits(OptionSet& set, model::TaskSpec& spec) {
    set.group("Limits of its programs");
    set.value("--memory", "SIZE", spec.memory, "of each process: 512M, 2G; unlimited");
    set.value("--cpu-time", "DURATION", spec.cpu_time, "CPU time of each process; unlimited");
    set.value("--open-files", "N", spec.open_files, "open files of each process");
    set.value("--nice", "N", spec.nice, "-20 to 19, the greater the less CPU");
    set.value("--umask", "MODE", spec.umask, "permissions to take from new files: 022, 077");
}

void declare_command(OptionSet& set, model::TaskSpec& spec) {
    set.group(kProgramHeading);
    set.value("--shell", "LINE", spec.shell, "a line for /bin/sh, in place of words after --");
    set.value("--cwd", "DIR", spec.cwd, "run it in DIR; else in the home directory");
    set.list("--env", "NAME=VALUE", spec.env, "set a variable of its environment; repeatable");
    set.value("--stdin", "TEXT", spec.standard_input,
              "its standard input; @FILE for what FILE holds now", Empty::kAllowed);
    set.words("WORDS", spec.words, "the program and its arguments, after --");
}

/// The names stay where they are as long as the program lives: an option set refers to them.
struct TypeHeading {
    std::string group;
    std::vector<std::string> names;
};

const std::vector<TypeHeading>& type_headings() {
    static const std::vector<TypeHeading> kHeadings = [] {
        std::vector<TypeHeading> headings;
        for (const model::TypeInfo* type : model::option_types()) {
            const bool of_plugins = type == &model::PluginPayload::kType;
            TypeHeading heading{
                of_plugins ? "Types of plugins" : fmt::format("Type {}", type->name), {}};
            for (const model::TypeOption& option : type->options) {
                heading.names.push_back(fmt::format("--{}", option.name));
            }
            headings.push_back(std::move(heading));
        }
        return headings;
    }();
    return kHeadings;
}

void declare_types(OptionSet& set, model::TaskSpec& spec) {
    std::size_t index = 0;
    for (const model::TypeInfo* type : model::option_types()) {
        const TypeHeading& heading = type_headings()[index++];
        set.group(heading.group);
        for (std::size_t i = 0; i < type->options.size(); ++i) {
            set.typed(heading.names[i], type->options[i], spec.type_options);
        }
    }
}

}  // namespace

std::string_view heading_of(const model::TypeInfo& type) {
    std::size_t index = 0;
    for (const model::TypeInfo* one : model::types()) {
        if (one == &type) {
            return type_headings()[index].group;
        }
        ++index;
    }
    return type_headings().back().group;
}

void declare_task_options(OptionSet& set, model::TaskSpec& spec) {
    declare_when(set, spec);
    declare_policies(set, spec);
    declare_limits(set, spec);
    declare_command(set, spec);
    declare_types(set, spec);
}

}  // namespace tasksched::cli
