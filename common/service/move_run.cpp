#include "common/service/move_run.h"

namespace tasksched::service {

base::Result<void> move_run(store::TaskWriter& tasks, const model::Run& run, model::RunState to,
                            model::RunReason reason, time::Instant at) {
    const auto moved = tasks.move_run(run.id, run.state, to, reason, at);
    if (!moved) {
        return tl::unexpected(moved.error());
    }
    if (!*moved) {
        return base::fail(base::ErrorCode::kTryAgain, "run {} was changed meanwhile", run.id.value);
    }
    return {};
}

}  // namespace tasksched::service
