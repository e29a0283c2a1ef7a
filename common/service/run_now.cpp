#include "common/service/audit_entry.h"
#include "common/service/service.h"

namespace tasksched::service {

namespace {

using base::Result;

Result<model::RunId> add_run(store::Transaction& transaction, const Caller& caller,
                             const TaskRef& ref, time::Instant now) {
    const auto task = find_task_or_former(transaction.reader(), caller, ref);
    if (!task) {
        return tl::unexpected(task.error());
    }
    if (task->state == model::TaskState::kCancelled) {
        return base::fail(base::ErrorCode::kInvalid,
                          "task {} is cancelled and does not run any more; schedule a new one",
                          task->id.value);
    }
    return transaction.tasks().insert_run(*task, now).and_then([&](model::RunId run) {
        model::AuditEntry entry = audit_entry(caller, "run", *task, now);
        entry.run_id = run;
        return transaction.tasks().record(entry).map([run] { return run; });
    });
}

}  // namespace

Result<RunNowResponse> Service::run_now(const RunNowRequest& request) {
    RunNowResponse response;
    auto written = write("run", [&](store::Transaction& transaction) -> Result<void> {
        const auto run = add_run(transaction, caller(), request.task, clock_.now());
        if (!run) {
            return tl::unexpected(run.error());
        }
        response.run = *run;
        return {};
    });
    if (!written) {
        return tl::unexpected(std::move(written.error()));
    }
    return response;
}

}  // namespace tasksched::service
