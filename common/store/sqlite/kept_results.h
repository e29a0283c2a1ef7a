#pragma once

#include <optional>
#include <vector>

#include "common/base/error.h"
#include "common/model/kept_result.h"
#include "common/store/sqlite/statements.h"

namespace tasksched::store::sqlite {

/// As Reader::kept_result.
base::Result<std::optional<model::KeptResult>> read_kept_result(Statements& statements,
                                                                model::RunId run);

/// Writes it with its output, in the place of an earlier one and of the run's items.
void put_kept_result(Statements& statements, model::RunId run, int attempt,
                     const model::AttemptResult& result);

/// The run is over: takes out what nobody can ask for again.
void forget_kept_result(Statements& statements, model::RunId run);

/// The same of all runs of a task that is cancelled.
void forget_kept_results_of(Statements& statements, model::TaskId task);

}  // namespace tasksched::store::sqlite
