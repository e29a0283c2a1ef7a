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

namespace {

/// "1.25s"; empty where it is not known.
std::string cpu_of(const model::Run& run) {
    constexpr double kMicroseconds = 1e6;
    return run.cpu_time
               ? fmt::format("{:.2f}s", static_cast<double>(run.cpu_time->count()) / kMicroseconds)
               : std::string();
}

/// "12.3M"; empty where it is not known.
std::string memory_of(const model::Run& run) {
    constexpr double kMebibyte = 1024.0 * 1024.0;
    return run.peak_memory_bytes
               ? fmt::format("{:.1f}M", static_cast<double>(*run.peak_memory_bytes) / kMebibyte)
               : std::string();
}

}  // namespace

void print_runs(Session& session, const std::vector<model::Run>& runs) {
    if (session.json()) {
        for (const model::Run& run : runs) {
            session.out().line(model::to_json(run, session.zone()));
        }
        return;
    }
    const TimePrinter times = session.times();
    Table table({"RUN", "TASK", "STATE", "REASON", "RESULT", "ATTEMPT", "SCHEDULED FOR", "STARTED",
                 "FINISHED", "DETAIL", "CPU", "MEMORY"});
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
                   {run.detail},
                   {cpu_of(run)},
                   {memory_of(run)}});
    }
    table.print(session.out(), session.style());
}

}  // namespace tasksched::cli::commands
