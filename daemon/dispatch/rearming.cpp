#include "daemon/dispatch/rearming.h"

#include <utility>

#include "common/schedule/schedule.h"

namespace tasksched::daemon {

base::Result<std::optional<model::Task>> rearm(store::Transaction& transaction, model::TaskId id,
                                               time::Instant now) {
    auto task = transaction.reader().task(id);
    if (!task) {
        return tl::unexpected(task.error());
    }
    if (!*task || !schedule::after_finish((*task)->schedule)) {
        return std::nullopt;
    }
    const auto next = model::next_occurrence(**task, time::floor_second(now));
    const auto armed = transaction.runs().rearm(id, next);
    if (!armed) {
        return tl::unexpected(armed.error());
    }
    if (!*armed) {
        return std::nullopt;
    }
    (*task)->next_run_at = next;
    (*task)->state = next ? model::TaskState::kActive : model::TaskState::kDone;
    return std::move(*task);
}

}  // namespace tasksched::daemon
