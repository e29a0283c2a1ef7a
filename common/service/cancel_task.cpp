#include "common/service/cancel_task.h"

#include "common/model/missed.h"

namespace tasksched::service {

namespace {

using base::Result;

/// What the task missed, and nobody has decided on, does not run any more.
Result<void> drop_missed(store::Transaction& transaction, const model::Task& task,
                         model::RunReason reason, time::Instant at) {
    const auto found =
        transaction.reader().missed({.task_id = task.id, .now = time::Second::max()});
    if (!found) {
        return tl::unexpected(found.error());
    }
    for (const store::MissedTask& missed : *found) {
        const auto settled =
            transaction.tasks().settle_missed(missed, model::skip_missed(missed.spans, reason), at);
        if (!settled) {
            return tl::unexpected(settled.error());
        }
    }
    return {};
}

}  // namespace

Result<CancelledTask> cancel_task(store::Transaction& transaction, const model::Task& task,
                                  model::RunReason reason, const store::Author& author) {
    CancelledTask cancelled;
    if (task.state == model::TaskState::kActive || task.state == model::TaskState::kPaused) {
        const auto moved = transaction.tasks().set_state(
            task.id, task.version, model::TaskState::kCancelled, std::nullopt, author);
        if (!moved) {
            return tl::unexpected(moved.error());
        }
        if (!*moved) {
            return base::fail(base::ErrorCode::kTryAgain, "task {} was changed meanwhile",
                              task.id.value);
        }
        cancelled.changed = true;
    }
    const auto runs = transaction.tasks().cancel_runs(task.id, reason, author.at);
    if (!runs) {
        return tl::unexpected(runs.error());
    }
    cancelled.runs_cancelled = *runs;
    return drop_missed(transaction, task, reason, author.at).map([&] { return cancelled; });
}

}  // namespace tasksched::service
