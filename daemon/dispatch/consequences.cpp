#include "daemon/dispatch/consequences.h"

#include "common/service/cancel_task.h"

namespace tasksched::daemon {
namespace {

using base::Result;
using model::ItemState;

Result<bool> is_ours(store::Reader& reader, const store::Tenure& tenure, const StartedRun& run) {
    return reader.run(run.run.id).map([&](const std::optional<model::Run>& now) {
        return now && now->state == model::RunState::kRunning && now->attempt == run.attempt &&
               now->owner == tenure.owner && now->term == tenure.term;
    });
}

/// Returns how many of the parts were sent, and are unknown now.
Result<std::int64_t> close_parts(store::TaskWriter& tasks, model::RunId run) {
    auto failed = tasks.move_items(run, std::nullopt, ItemState::kPending, ItemState::kFailed);
    if (!failed) {
        return failed;
    }
    return tasks.move_items(run, std::nullopt, ItemState::kSent, ItemState::kUnknown);
}

Result<std::optional<model::Task>> cancel_future(store::Transaction& transaction,
                                                 const StartedRun& run, time::Instant now) {
    const auto task = transaction.reader().task(run.run.task_id);
    if (!task) {
        return tl::unexpected(task.error());
    }
    if (!*task) {
        return std::nullopt;
    }
    const store::Author author{.user_id = (*task)->user_id, .operation = "rejection", .at = now};
    const auto cancelled =
        service::cancel_task(transaction, **task, model::RunReason::kRejected, author);
    if (!cancelled) {
        return tl::unexpected(cancelled.error());
    }
    return transaction.reader().task(run.run.task_id);
}

}  // namespace

Result<std::optional<model::Task>> draw_consequences(store::Transaction& transaction,
                                                     const store::Tenure& tenure,
                                                     const StartedRun& run,
                                                     const store::Finish& finish,
                                                     time::Instant now) {
    if (!finish.result.items) {
        return std::nullopt;
    }
    const auto ours = is_ours(transaction.reader(), tenure, run);
    if (!ours || !*ours) {
        return ours.map([](bool) { return std::optional<model::Task>(); });
    }
    if (model::is_final(finish.to)) {
        if (auto closed = close_parts(transaction.tasks(), run.run.id); !closed) {
            return tl::unexpected(closed.error());
        }
    }
    return finish.result.items->rejected > 0 ? cancel_future(transaction, run, now)
                                             : Result<std::optional<model::Task>>(std::nullopt);
}

Result<model::RunState> end_parts(store::Transaction& transaction, model::RunId run) {
    const auto items = transaction.reader().run_items(run);
    if (!items) {
        return tl::unexpected(items.error());
    }
    if (items->empty()) {
        return model::RunState::kFailed;
    }
    return close_parts(transaction.tasks(), run).map([&](std::int64_t) {
        return model::tally(*items).is_open() ? model::RunState::kUnknown
                                              : model::RunState::kFailed;
    });
}

}  // namespace tasksched::daemon
