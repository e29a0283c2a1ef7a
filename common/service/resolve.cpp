#include "common/service/move_run.h"
#include "common/service/service.h"

namespace tasksched::service {

namespace {

using base::Result;

Result<void> settle(store::TaskWriter& tasks, const model::Run& run, Resolution resolution,
                    time::Instant now) {
    switch (resolution) {
        case Resolution::kSucceeded:
            return move_run(tasks, run, model::RunState::kSucceeded, model::RunReason::kResolved,
                            now);
        case Resolution::kFailed:
            return move_run(tasks, run, model::RunState::kFailed, model::RunReason::kResolved, now);
        case Resolution::kRetry:
            return move_run(tasks, run, model::RunState::kQueued, model::RunReason::kNone, now);
    }
    return {};
}

}  // namespace

Result<void> Service::resolve(model::RunId id, Resolution resolution) {
    return store_.write([&](store::Transaction& transaction) -> Result<void> {
        const auto run = find_run(transaction.reader(), caller(), id);
        if (!run) {
            return tl::unexpected(run.error());
        }
        if (run->state != model::RunState::kUnknown) {
            return base::fail(base::ErrorCode::kInvalid,
                              "run {} is {}; only an unknown run can be resolved", id.value,
                              model::to_string(run->state));
        }
        return settle(transaction.tasks(), *run, resolution, clock_.now());
    });
}

}  // namespace tasksched::service
