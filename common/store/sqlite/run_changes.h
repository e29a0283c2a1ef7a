#pragma once

#include <cstdint>

#include "common/model/run.h"
#include "common/store/sqlite/statements.h"

namespace tasksched::store::sqlite {

/// The column of a reason; NULL for none.
std::optional<std::string_view> reason_or_null(model::RunReason reason);

/// Cancels the task's queued and waiting runs; returns how many.
std::int64_t cancel_open_runs(Statements& statements, model::TaskId id, model::RunReason reason,
                              time::Instant at);

/// Moves a run between two states of which neither is `running`; false where it is not in `from`.
bool move_idle_run(Statements& statements, model::RunId id, model::RunState from,
                   model::RunState to, model::RunReason reason, time::Instant at);

}  // namespace tasksched::store::sqlite
