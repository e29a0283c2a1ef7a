#include "common/service/missed.h"

#include <algorithm>
#include <utility>

#include "common/service/audit_entry.h"
#include "common/service/authorize.h"
#include "common/service/service.h"

namespace tasksched::service {

namespace {

using base::Result;
using store::MissedTask;

/// Of so many tasks one transaction decides at the most, and when it has written so many runs and
/// records it ends with the task.
constexpr std::int64_t kTasksAtOnce = 500;
constexpr std::size_t kRowsAtOnce = 2000;

MissedPlan plan_of(MissedTask missed, time::Second now) {
    MissedPlan plan;
    plan.verdict = model::judge_missed(missed.task.policies, missed.spans, now, std::nullopt);
    plan.missed = std::move(missed);
    return plan;
}

/// Those of the tasks that are named, each once; where none is, of the user that is meant.
Result<std::vector<MissedTask>> find_missed(store::Reader& reader, const Caller& caller,
                                            const MissedRequest& request, time::Second now) {
    if (request.tasks.empty()) {
        if (auto allowed = authorize(caller); !allowed) {
            return tl::unexpected(std::move(allowed.error()));
        }
        return reader.missed({.user_id = caller.acting_for,
                              .now = now,
                              .after = request.after,
                              .limit = request.limit});
    }
    std::vector<MissedTask> found;
    for (const TaskRef& ref : request.tasks) {
        const auto task = find_task_or_former(reader, caller, ref);
        if (!task) {
            return tl::unexpected(task.error());
        }
        const bool known = std::any_of(found.begin(), found.end(), [&](const MissedTask& other) {
            return other.task.id == task->id;
        });
        auto missed = reader.missed({.task_id = task->id, .now = now});
        if (!missed) {
            return missed;
        }
        if (!missed->empty() && !known && (!request.after || *request.after < task->id)) {
            found.push_back(std::move(missed->front()));
        }
    }
    std::sort(found.begin(), found.end(),
              [](const MissedTask& a, const MissedTask& b) { return a.task.id < b.task.id; });
    return found;
}

model::MissedVerdict verdict_of(const MissedTask& missed, const DecideMissedRequest& request,
                                time::Second now) {
    if (missed.task.state == model::TaskState::kCancelled) {
        return model::skip_missed(missed.spans, model::RunReason::kTaskCancelled);
    }
    return request.decision == MissedDecision::kSkip
               ? model::skip_missed(missed.spans, model::RunReason::kMissed)
               : model::judge_missed(missed.task.policies, missed.spans, now, request.catch_up);
}

Result<DecideMissedResponse> decide(store::Transaction& transaction, const Caller& caller,
                                    const DecideMissedRequest& request, time::Instant at) {
    const time::Second now = time::floor_second(at);
    const auto found =
        find_missed(transaction.reader(), caller,
                    {.tasks = request.tasks, .after = request.after, .limit = kTasksAtOnce}, now);
    if (!found) {
        return tl::unexpected(found.error());
    }
    DecideMissedResponse response;
    response.skipped = 0;
    std::size_t rows = 0;
    for (const MissedTask& missed : *found) {
        if (rows >= kRowsAtOnce || response.tasks >= kTasksAtOnce) {
            return response;
        }
        const auto verdict = verdict_of(missed, request, now);
        const auto queued = transaction.tasks().settle_missed(missed, verdict, at);
        if (!queued) {
            return tl::unexpected(queued.error());
        }
        if (auto noted = transaction.tasks().record(audit_entry(caller, "missed", missed.task, at));
            !noted) {
            return tl::unexpected(std::move(noted.error()));
        }
        const auto skipped = model::count_skipped(verdict);
        rows += verdict.run.size() + verdict.skip.size();
        response.go_on_after = missed.task.id;
        ++response.tasks;
        response.runs += *queued;
        response.skipped = response.skipped && skipped ? std::optional(*response.skipped + *skipped)
                                                       : std::nullopt;
    }
    if (!request.tasks.empty() || response.tasks < kTasksAtOnce) {
        response.go_on_after.reset();
    }
    return response;
}

}  // namespace

Result<std::optional<MissedPlan>> missed_of_task(store::Reader& reader, model::TaskId task,
                                                 time::Instant at) {
    const time::Second now = time::floor_second(at);
    auto missed = reader.missed({.task_id = task, .now = now});
    if (!missed) {
        return tl::unexpected(std::move(missed.error()));
    }
    return missed->empty() ? std::nullopt : std::optional(plan_of(std::move(missed->front()), now));
}

Result<std::vector<MissedPlan>> Service::missed(const MissedRequest& request) {
    const time::Second now = time::floor_second(clock_.now());
    auto found = find_missed(store_.reader(), caller(), request, now);
    if (!found) {
        return tl::unexpected(std::move(found.error()));
    }
    std::vector<MissedPlan> plans;
    plans.reserve(found->size());
    for (MissedTask& missed : *found) {
        plans.push_back(plan_of(std::move(missed), now));
    }
    return plans;
}

Result<DecideMissedResponse> Service::decide_missed(const DecideMissedRequest& request) {
    if (request.catch_up && request.decision == MissedDecision::kSkip) {
        return base::fail(base::ErrorCode::kInvalid, "--catch-up goes with --run only");
    }
    DecideMissedResponse response;
    auto written = write("missed", [&](store::Transaction& transaction) -> Result<void> {
        return decide(transaction, caller(), request, clock_.now())
            .map([&](DecideMissedResponse decided) { response = decided; });
    });
    if (!written) {
        return tl::unexpected(std::move(written.error()));
    }
    return response;
}

}  // namespace tasksched::service
