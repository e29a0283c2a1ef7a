#include "daemon/plugins/command/environment.h"

#include <fmt/format.h>

#include "common/time/time_text.h"
#include "common/time/zone.h"

namespace tasksched::daemon {
namespace {

std::string key_of(const model::Run& run) {
    if (run.scheduled_for) {
        return fmt::format("{}-{}", run.task_id.value,
                           run.scheduled_for->time_since_epoch().count());
    }
    return fmt::format("{}-run-{}", run.task_id.value, run.id.value);
}

}  // namespace

ProgramEnvironment make_environment(const Account& account, const AttemptContext& context,
                                    const model::CommandPayload& payload) {
    const model::Run& run = context.run;
    ProgramEnvironment environment{
        {"HOME", account.home},
        {"LOGNAME", account.name},
        {"USER", account.name},
        {"SHELL", "/bin/sh"},
        {"PATH", "/usr/local/bin:/usr/bin:/bin"},
        {"TASKSCHED_TASK_ID", fmt::to_string(run.task_id.value)},
        {"TASKSCHED_RUN_ID", fmt::to_string(run.id.value)},
        {"TASKSCHED_ATTEMPT", fmt::to_string(context.attempt)},
        {"TASKSCHED_KEY", key_of(run)},
    };
    if (run.scheduled_for) {
        environment["TASKSCHED_SCHEDULED_FOR"] =
            time::format_time(*run.scheduled_for, time::Zone());
    }
    if (context.supervisor) {
        environment["TASKSCHED_INSTANCE"] = *context.supervisor;
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

}  // namespace tasksched::daemon
