#include "cli/commands/task_details.h"

#include "common/base/text.h"
#include "common/time/duration_text.h"

namespace tasksched::cli::commands {
namespace {

std::string duration(const std::optional<std::chrono::seconds>& value) {
    return value ? time::format_duration(*value) : std::string();
}

void add_policies(Details& lines, const model::Policies& policies) {
    lines.add("catch_up", model::to_string(policies.catch_up));
    lines.add("overlap", model::to_string(policies.overlap));
    lines.add("on_crash", model::to_string(policies.on_crash));
    lines.add("deadline", duration(policies.deadline));
    lines.add("timeout", duration(policies.timeout));
    lines.add("retries", std::to_string(policies.retries));
    lines.add("backoff", model::format_backoff(policies.backoff));
    lines.add("retry_on", policies.retry_on.text());
    lines.add("give_up_on", policies.give_up_on.text());
    lines.add("notify", policies.notify);
    lines.add("priority", std::to_string(policies.priority));
}

void add_limits(Details& lines, const model::Limits& limits) {
    const auto text = [](const auto& value, auto format) {
        return value ? format(*value) : std::string();
    };
    const auto number = [](auto value) { return std::to_string(value); };
    lines.add("memory", text(limits.memory, model::format_memory));
    lines.add("cpu_time", text(limits.cpu_time, model::format_cpu_time));
    lines.add("open_files", text(limits.open_files, number));
    lines.add("nice", text(limits.nice, number));
    lines.add("umask", text(limits.umask, model::format_umask));
}

void add_days(Details& lines, const schedule::DayRule& days) {
    for (const std::string& name : days.only) {
        lines.add("only", name);
    }
    for (const std::string& name : days.except) {
        lines.add("except", name);
    }
    if (days.names_calendars()) {
        lines.add("if_excluded", to_string(days.if_excluded));
    }
}

}  // namespace

Details task_details(Session& session, const model::Task& task, const model::Payload& payload) {
    const TimePrinter times = session.times();
    const std::string_view state = model::to_string(task.state);
    Details lines;
    lines.add("task_id", task.id.value != 0 ? std::to_string(task.id.value) : std::string());
    lines.add("user_id", task.user_id);
    lines.add("name", task.name);
    lines.add("type", task.type);
    lines.add("state", state, state_colour(state));
    lines.add("schedule", schedule::describe(task.schedule));
    lines.add("next_run_at", times.print(task.next_run_at));
    lines.add("start", times.print(task.schedule.start));
    lines.add("until", times.print(task.schedule.until));
    lines.add("remaining", task.remaining ? std::to_string(*task.remaining) : std::string());
    lines.add("jitter", time::format_duration(task.jitter));
    add_days(lines, task.schedule.days);
    add_policies(lines, task.policies);
    add_limits(lines, task.policies.limits);
    lines.add(task.type, model::summary(payload));
    for (const auto& [name, value] : model::details(payload)) {
        lines.add(name, value);
    }
    lines.add("created_at", times.print(std::optional(task.created_at)));
    lines.add("version", std::to_string(task.version));
    return lines;
}

}  // namespace tasksched::cli::commands
