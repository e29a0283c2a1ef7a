#include "common/model/resolve.h"

#include "common/base/text.h"
#include "common/model/option.h"
#include "common/model/resolve_policies.h"
#include "common/model/resolve_when.h"
#include "common/time/time_text.h"

namespace tasksched::model {

namespace {

using base::Result;

Result<void> require_rule_and_type(const TaskSpec& spec) {
    if (!spec.at && !spec.in && !spec.every && !spec.cron) {
        return base::fail(base::ErrorCode::kInvalid,
                          "no time: give one of --at, --in, --every and --cron");
    }
    if (!spec.type) {
        return base::fail(base::ErrorCode::kInvalid,
                          "no type: say what the task is, as in 'command -- PROGRAM ARG...'");
    }
    return {};
}

Result<void> apply_name(const TaskSpec& spec, Task& task) {
    if (!spec.name) {
        return {};
    }
    if (auto checked = check_name(*spec.name); !checked) {
        return in_option("--name", std::move(checked.error()));
    }
    task.name = *spec.name;
    return {};
}

Result<void> refuse_if_over(const Task& task) {
    if (task.state == TaskState::kActive || task.state == TaskState::kPaused) {
        return {};
    }
    return base::fail(base::ErrorCode::kInvalid,
                      "task {} is {} and cannot be changed; schedule a new one", task.id.value,
                      to_string(task.state));
}

Result<void> refuse_other_type(const TaskSpec& spec, const Task& task) {
    if (!spec.type || *spec.type == task.type) {
        return {};
    }
    return base::fail(
        base::ErrorCode::kInvalid,
        "task {} is of type {} and cannot become {}; cancel it and schedule a new one",
        task.id.value, task.type, base::quoted(*spec.type));
}

/// Whether the two lay their occurrences at the same times, apart from where they end.
bool same_times(const schedule::Schedule& a, const schedule::Schedule& b) {
    if (std::holds_alternative<schedule::Once>(a.rule)) {
        return a.rule == b.rule;
    }
    return a.rule == b.rule && a.zone == b.zone && a.start == b.start;
}

/// Whether their calendars move the occurrences to the same days. Those that skip move none.
bool same_moves(const schedule::Schedule& a, const schedule::Schedule& b) {
    return (!a.days.moves() && !b.days.moves()) || (a.days == b.days && a.zone == b.zone);
}

/// Sets the next_run_at of a task whose schedule was `before`.
Result<void> move_next_run(const schedule::Schedule& before, const ResolveContext& context,
                           Task& task) {
    const auto& until = task.schedule.until;
    const bool moved = !same_times(before, task.schedule) || !same_moves(before, task.schedule);
    const bool other_days = before.days != task.schedule.days;
    const bool cut_off = until && task.next_run_at && *task.next_run_at > *until;
    const bool reopened = task.state == TaskState::kPaused && before != task.schedule;
    if (!moved && !other_days && !cut_off && !reopened) {
        return {};
    }
    const auto next = first_occurrence(task, context.calendars, time::floor_second(context.now));
    if (!next) {
        return tl::unexpected(next.error());
    }
    if (task.state == TaskState::kActive && (moved || cut_off)) {
        task.next_run_at = *next;
    }
    return {};
}

}  // namespace

bool needs_plugins(const TaskSpec& spec, std::string_view type) {
    return find_type(type) == nullptr && (spec.type || !spec.type_options.empty());
}

Result<ResolvedTask> resolve_new(const TaskSpec& spec, const ResolveContext& context) {
    if (auto complete = require_rule_and_type(spec); !complete) {
        return tl::unexpected(std::move(complete.error()));
    }
    auto payload = empty_payload(*spec.type, context.plugins);
    if (!payload) {
        return tl::unexpected(std::move(payload.error()));
    }
    ResolvedTask resolved{Task{}, std::move(*payload), {}};
    Task& task = resolved.task;
    task.user_id = context.user_id;
    task.type = *spec.type;
    task.schedule.zone = context.zone;
    task.created_at = context.now;
    task.policies = type_of(resolved.payload).policies;
    return apply_name(spec, task)
        .and_then([&] { return apply_schedule(spec, context, task, resolved.remarks); })
        .and_then([&] { return apply_policies(spec, task.policies); })
        .and_then([&] { return apply_options(spec, resolved.payload); })
        .and_then([&] {
            return first_occurrence(task, context.calendars, time::floor_second(context.now));
        })
        .map([&](std::optional<time::Second> next) {
            task.next_run_at = next;
            return std::move(resolved);
        });
}

Result<ResolvedTask> resolve_update(const TaskSpec& spec, Task task, Payload payload,
                                    const ResolveContext& context) {
    const schedule::Schedule before = task.schedule;
    ResolvedTask resolved{std::move(task), std::move(payload), {}};
    Task& changed = resolved.task;
    return refuse_if_over(changed)
        .and_then([&] { return refuse_other_type(spec, changed); })
        .and_then([&] { return apply_name(spec, changed); })
        .and_then([&] { return apply_schedule(spec, context, changed, resolved.remarks); })
        .and_then([&] { return apply_policies(spec, changed.policies); })
        .and_then([&] { return look_up(context.plugins, resolved.payload); })
        .and_then([&] { return apply_options(spec, resolved.payload); })
        .and_then([&] { return move_next_run(before, context, changed); })
        .map([&] {
            ++changed.version;
            return std::move(resolved);
        });
}

Result<ResolvedTask> resolve_replace(const TaskSpec& spec, const Task& old,
                                     const ResolveContext& context) {
    if (auto same = refuse_other_type(spec, old); !same) {
        return tl::unexpected(std::move(same.error()));
    }
    auto resolved = resolve_new(spec, context);
    if (!resolved) {
        return resolved;
    }
    Task& task = resolved->task;
    const bool counts_on = std::holds_alternative<schedule::Every>(task.schedule.rule) &&
                           task.schedule.rule == old.schedule.rule && !spec.start &&
                           old.schedule.start < task.schedule.start;
    if (counts_on) {
        task.schedule.start = old.schedule.start;
    }
    task.id = old.id;
    task.user_id = old.user_id;
    task.state = old.state;
    task.created_at = old.created_at;
    task.revision = old.revision;
    task.version = old.version + 1;
    if (task.schedule == old.schedule) {
        task.next_run_at = old.next_run_at;
    } else if (task.state == TaskState::kPaused) {
        task.next_run_at.reset();
    }
    return resolved;
}

}  // namespace tasksched::model
