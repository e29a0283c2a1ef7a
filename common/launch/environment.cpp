#include "common/launch/environment.h"

#include <fmt/format.h>

#include "common/time/time_text.h"
#include "common/time/zone.h"

namespace tasksched::launch {

std::string key_of_run(model::TaskId task, model::RunId run,
                       std::optional<time::Second> scheduled_for) {
    if (scheduled_for) {
        return fmt::format("{}-{}", task.value, scheduled_for->time_since_epoch().count());
    }
    return fmt::format("{}-run-{}", task.value, run.value);
}

std::string key_of_rehearsal(model::TaskId task, time::Second now) {
    return fmt::format("{}-rehearsal-{}", task.value, now.time_since_epoch().count());
}

ProgramEnvironment make_environment(const Account& account, const Occasion& occasion,
                                    const model::CommandPayload& payload) {
    ProgramEnvironment environment{
        {"HOME", account.home},
        {"LOGNAME", account.name},
        {"USER", account.name},
        {"SHELL", "/bin/sh"},
        {"PATH", "/usr/local/bin:/usr/bin:/bin"},
        {"TASKSCHED_TASK_ID", fmt::to_string(occasion.task.value)},
        {"TASKSCHED_RUN_ID", fmt::to_string(occasion.run.value)},
        {"TASKSCHED_ATTEMPT", fmt::to_string(occasion.attempt)},
        {"TASKSCHED_KEY", occasion.key},
    };
    if (occasion.scheduled_for) {
        environment["TASKSCHED_SCHEDULED_FOR"] =
            time::format_time(*occasion.scheduled_for, time::Zone());
    }
    if (occasion.instance) {
        environment["TASKSCHED_INSTANCE"] = *occasion.instance;
    }
    for (const auto& [name, value] : payload.env) {
        environment[name] = value;
    }
    return environment;
}

std::vector<std::string> to_entries(const ProgramEnvironment& environment) {
    std::vector<std::string> entries;
    entries.reserve(environment.size());
    for (const auto& [name, value] : environment) {
        entries.push_back(fmt::format("{}={}", name, value));
    }
    return entries;
}

}  // namespace tasksched::launch
