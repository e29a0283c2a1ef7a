#include "cli/commands/run_table.h"

#include <string.h>

#include "cli/output/table.h"
#include "common/model/run_json.h"

namespace tasksched::cli::commands {

std::string result_of(const model::Run& run) {
    if (run.signal) {
        const char* name = ::sigabbrev_np(*run.signal);
        return name == nullptr ? fmt::format("signal-{}", *run.signal) : fmt::format("SIG{}", name);
    }
    return run.exit_code ? std::to_string(*run.exit_code) : std::string();
}

void print_runs(Session& session, const std::vector<model::Run>& runs) {
    if (session.json()) {
        for (const model::Run& run : runs) {
            session.out().line(model::to_json(run, session.zone()));
        }
        return;
    }
    const TimePrinter times = session.times();
    Table table({"RUN", "TASK", "STATE", "REASON", "RESULT", "ATTEMPT", "SCHEDULED FOR", "STARTED",
                 "FINISHED", "DETAIL"});
    for (const model::Run& run : runs) {
        const std::string_view state = model::to_string(run.state);
        table.add({{std::to_string(run.id.value)},
                   {std::to_string(run.task_id.value)},
                   {std::string(state), state_colour(state)},
                   {std::string(model::to_string(run.reason))},
                   {result_of(run)},
                   {std::to_string(run.attempt)},
                   {times.print(run.scheduled_for)},
                   {times.print(run.started_at)},
                   {times.print(run.finished_at)},
                   {run.detail}});
    }
    table.print(session.out(), session.style());
}

}  // namespace tasksched::cli::commands
