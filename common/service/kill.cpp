#include "common/service/audit_entry.h"
#include "common/service/service.h"

namespace tasksched::service {

namespace {

using base::Result;

Result<KillResponse> end_run(store::TaskWriter& tasks, const model::Run& run, time::Instant now) {
    if (run.state == model::RunState::kRunning) {
        return tasks.request_kill(run.id, now).map([](bool requested) {
            return KillResponse{requested, false};
        });
    }
    if (model::is_final(run.state)) {
        return base::fail(base::ErrorCode::kInvalid, "run {} is over: it is {}", run.id.value,
                          model::to_string(run.state));
    }
    return tasks
        .move_run(run.id, run.state, model::RunState::kCancelled, model::RunReason::kKilled, now)
        .map([](bool cancelled) {
            return KillResponse{false, cancelled};
        });
}

}  // namespace

Result<KillResponse> Service::kill(model::RunId id) {
    KillResponse response;
    auto written = write("kill", [&](store::Transaction& transaction) -> Result<void> {
        const auto run = find_run(transaction.reader(), caller(), id);
        if (!run) {
            return tl::unexpected(run.error());
        }
        const time::Instant now = clock_.now();
        auto ended = end_run(transaction.tasks(), *run, now);
        if (!ended) {
            return tl::unexpected(std::move(ended.error()));
        }
        response = *ended;
        return transaction.tasks().record(audit_entry(caller(), "kill", *run, now));
    });
    if (!written) {
        return tl::unexpected(std::move(written.error()));
    }
    return response;
}

}  // namespace tasksched::service
