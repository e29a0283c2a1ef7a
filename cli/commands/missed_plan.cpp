#include "cli/commands/missed_plan.h"

#include "cli/output/json.h"
#include "common/time/time_text.h"

namespace tasksched::cli::commands {

std::string json_of_plan(Session& session, const service::MissedPlan& plan) {
    const model::Task& task = plan.missed.task;
    const auto name = task.name.empty() ? std::nullopt : std::optional(task.name);
    return JsonObject()
        .add("task_id", task.id.value)
        .add("user_id", task.user_id)
        .add("name", name)
        .add("type", task.type)
        .add("state", model::to_string(task.state))
        .add("count", model::count_missed(plan.missed.spans))
        .add("first", time::format_time(plan.missed.spans.front().first, session.zone()))
        .add("through", time::format_time(plan.missed.spans.back().through, session.zone()))
        .add("catch_up", model::to_string(task.policies.catch_up))
        .add("would_run", plan.verdict.run.size())
        .add("would_skip", model::count_skipped(plan.verdict))
        .add("verdict", model::describe(plan.verdict))
        .text();
}

std::string count_text(const service::MissedPlan& plan) {
    const auto count = model::count_missed(plan.missed.spans);
    return count ? std::to_string(*count) : fmt::format("over {}", model::kMostMadeUp);
}

}  // namespace tasksched::cli::commands
