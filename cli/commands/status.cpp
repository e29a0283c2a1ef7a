#include <vector>

#include "cli/args/no_options.h"
#include "cli/commands/commands.h"
#include "cli/commands/health.h"
#include "cli/commands/queues.h"
#include "cli/output/json.h"
#include "cli/output/table.h"
#include "common/time/time_text.h"

namespace tasksched::cli::commands {
namespace {

std::string json_of_tasks(const store::Totals& totals) {
    JsonObject tasks;
    for (const auto& [state, count] : totals.tasks) {
        tasks.add(model::to_string(state), count);
    }
    return tasks.text();
}

std::string json_of_problems(const std::vector<std::string>& problems) {
    std::string text;
    for (const std::string& problem : problems) {
        text += fmt::format("{}{}", text.empty() ? "" : ",", json_string(problem));
    }
    return fmt::format("[{}]", text);
}

void print_json(Session& session, const Health& health, const config::Slots& slots) {
    JsonObject object;
    object.add("healthy", health.problems.empty())
        .add("store", health.store)
        .add("daemon_pid", health.daemon)
        .add("lock_holder_pid", health.writer)
        .add("store_failing_since", health.trouble ? std::optional(time::format_instant(
                                                         health.trouble->since, session.zone()))
                                                   : std::nullopt)
        .add("held_records", health.trouble ? health.trouble->held : 0);
    if (health.totals) {
        const store::Totals& totals = *health.totals;
        const auto text_of = [&](const std::optional<time::Second>& at) {
            return at ? std::optional(time::format_time(*at, session.zone())) : std::nullopt;
        };
        object.add_raw("tasks", json_of_tasks(totals))
            .add_raw("queues", json_of_queues(health, slots))
            .add_raw("users", json_of_users(health, slots))
            .add("next_run_at", text_of(totals.next_run_at))
            .add("overdue_since", text_of(totals.overdue_since))
            .add("unknown_runs", totals.unknown)
            .add("hindered_runs", totals.hindered)
            .add("stuck_runs", totals.stuck)
            .add("missed_tasks", totals.missed_tasks)
            .add("succeeded_last_day", totals.succeeded_since)
            .add("failed_last_day", totals.failed_since);
    }
    object.add_raw("problems", json_of_problems(health.problems));
    session.out().line(object.text());
}

void add_totals(Details& lines, const Health& health, const TimePrinter& times) {
    const store::Totals& totals = *health.totals;
    const auto count = [&](model::TaskState state) {
        const auto found = totals.tasks.find(state);
        return std::to_string(found == totals.tasks.end() ? 0 : found->second);
    };
    lines.add("active_tasks", count(model::TaskState::kActive));
    lines.add("paused_tasks", count(model::TaskState::kPaused));
    lines.add("done_tasks", count(model::TaskState::kDone));
    lines.add("cancelled_tasks", count(model::TaskState::kCancelled));
    lines.add("next_run_at", times.print(totals.next_run_at));
    lines.add("overdue_since", times.print(totals.overdue_since),
              totals.overdue_since ? Colour::kRed : Colour::kNone);
    lines.add("unknown_runs", std::to_string(totals.unknown),
              totals.unknown > 0 ? Colour::kYellow : Colour::kNone);
    lines.add("hindered_runs", std::to_string(totals.hindered),
              totals.hindered > 0 ? Colour::kRed : Colour::kNone);
    lines.add("stuck_runs", std::to_string(totals.stuck),
              totals.stuck > 0 ? Colour::kRed : Colour::kNone);
    lines.add("missed_tasks", std::to_string(totals.missed_tasks),
              totals.missed_tasks > 0 ? Colour::kYellow : Colour::kNone);
    lines.add("succeeded_last_day", std::to_string(totals.succeeded_since));
    lines.add("failed_last_day", std::to_string(totals.failed_since),
              totals.failed_since > 0 ? Colour::kRed : Colour::kNone);
}

void print(Session& session, const Health& health, const config::Slots& slots) {
    Details lines;
    const bool healthy = health.problems.empty();
    lines.add("health", healthy ? "healthy" : "not healthy",
              healthy ? Colour::kGreen : Colour::kRed);
    lines.add("store", health.store);
    lines.add("daemon", health.daemon ? fmt::format("running, pid {}", *health.daemon)
                                      : std::string("not running"));
    lines.add("lock_holder", health.writer ? fmt::format("pid {}", *health.writer) : std::string(),
              health.writer ? Colour::kYellow : Colour::kNone);
    lines.add(
        "store_failing_since",
        session.times().print(health.trouble ? std::optional(health.trouble->since) : std::nullopt),
        Colour::kRed);
    lines.add("held_records", std::to_string(health.trouble ? health.trouble->held : 0),
              health.trouble && health.trouble->held > 0 ? Colour::kYellow : Colour::kNone);
    if (health.totals) {
        add_totals(lines, health, session.times());
        add_queues(lines, health, slots);
    }
    for (const std::string& problem : health.problems) {
        lines.add("problem", problem, Colour::kRed);
    }
    lines.print(session.out(), session.style());
}

}  // namespace

base::Result<int> status(Session& session, const NoOptions& /*options*/) {
    const auto health = examine(session);
    if (!health) {
        return tl::unexpected(health.error());
    }
    const auto config = session.config();
    if (!config) {
        return tl::unexpected(config.error());
    }
    const config::Slots& slots = (*config)->slots;
    session.json() ? print_json(session, *health, slots) : print(session, *health, slots);
    return health->problems.empty() ? 0 : 1;
}

}  // namespace tasksched::cli::commands
