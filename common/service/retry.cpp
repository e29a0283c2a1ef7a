#include "common/service/audit_entry.h"
#include "common/service/move_run.h"
#include "common/service/service.h"

namespace tasksched::service {

namespace {

using base::Result;

Result<void> check_retry(store::Reader& reader, const model::Run& run) {
    if (!model::may_move(run.state, model::RunState::kQueued)) {
        return base::fail(base::ErrorCode::kInvalid,
                          "run {} is {} and cannot be tried again; 'tasksched run {}' makes an "
                          "extra run of its task",
                          run.id.value, model::to_string(run.state), run.task_id.value);
    }
    const auto task = reader.task(run.task_id);
    if (!task) {
        return tl::unexpected(task.error());
    }
    if (*task && (*task)->state == model::TaskState::kCancelled) {
        return base::fail(base::ErrorCode::kInvalid,
                          "run {} cannot be tried again: its task {} is cancelled", run.id.value,
                          run.task_id.value);
    }
    return {};
}

/// What may have come to something is sent as it was, what came to nothing as something new.
Result<void> open_again(store::TaskWriter& tasks, model::RunId run) {
    return tasks.move_items(run, std::nullopt, model::ItemState::kUnknown, model::ItemState::kSent)
        .and_then([&](std::int64_t) { return tasks.reopen_items(run); })
        .map([](std::int64_t) {});
}

}  // namespace

Result<void> Service::retry(model::RunId id) {
    return write("retry", [&](store::Transaction& transaction) -> Result<void> {
        const auto run = find_run(transaction.reader(), caller(), id);
        if (!run) {
            return tl::unexpected(run.error());
        }
        if (auto checked = check_retry(transaction.reader(), *run); !checked) {
            return checked;
        }
        if (auto opened = open_again(transaction.tasks(), id); !opened) {
            return opened;
        }
        const time::Instant now = clock_.now();
        return move_run(transaction.tasks(), *run, model::RunState::kQueued,
                        model::RunReason::kNone, now)
            .and_then([&] {
                return transaction.tasks().record(audit_entry(caller(), "retry", *run, now));
            });
    });
}

}  // namespace tasksched::service
