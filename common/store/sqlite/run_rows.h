#pragma once

#include <optional>
#include <vector>

#include "common/base/error.h"
#include "common/model/run.h"
#include "common/store/sqlite/statements.h"

namespace tasksched::store::sqlite {

/// The run of the current row, columns as sql::kSelectRuns. kFailed for values that are not of this
/// program.
base::Result<model::Run> read_run(const Query& row);

/// The rows up to the first that was created before `since`.
base::Result<std::vector<model::Run>> read_runs(Query query,
                                                std::optional<time::Instant> since = {});

/// The attempt of the current row, columns as sql::kAttempts.
base::Result<model::Attempt> read_attempt(model::RunId run, const Query& row);

}  // namespace tasksched::store::sqlite
