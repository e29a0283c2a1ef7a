#include "common/store/sqlite/run_changes.h"

#include "common/store/sqlite/kept_results.h"
#include "common/store/sqlite/run_items.h"
#include "common/store/sqlite/run_write_sql.h"

namespace tasksched::store::sqlite {

std::optional<std::string_view> reason_or_null(model::RunReason reason) {
    return text_or_null(to_string(reason));
}

std::int64_t cancel_open_runs(Statements& statements, model::TaskId id, model::RunReason reason,
                              time::Instant at) {
    return statements.run(sql::kCancelOpenRuns, id, reason_or_null(reason), at);
}

bool move_idle_run(Statements& statements, model::RunId id, model::RunState from,
                   model::RunState to, model::RunReason reason, time::Instant at) {
    if (to == model::RunState::kQueued) {
        return statements.run(sql::kRequeueRun, id, to_string(from), time::floor_second(at)) == 1;
    }
    if (to == model::RunState::kCancelled && has_open_item(statements, id)) {
        to = model::RunState::kUnknown;
        reason = model::RunReason::kUnanswered;
    }
    const bool moved = statements.run(sql::kEndRun, id, to_string(from), to_string(to),
                                      reason_or_null(reason), at) == 1;
    if (moved && to != model::RunState::kUnknown) {
        forget_kept_result(statements, id);
    }
    return moved;
}

}  // namespace tasksched::store::sqlite
