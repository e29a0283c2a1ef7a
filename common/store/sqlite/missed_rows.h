#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/base/error.h"
#include "common/model/missed.h"
#include "common/model/task.h"
#include "common/store/filter.h"
#include "common/store/reader.h"
#include "common/store/sqlite/statements.h"

namespace tasksched::store::sqlite {

/// Instants as a JSON list of three numbers for each stretch of them that are equally far apart:
/// the first, the step, how many. An every-second task takes no more room than one of a day.
std::string steps_as_json(const std::vector<time::Second>& instants);

/// What steps_as_json wrote; kFailed for anything else.
base::Result<std::vector<time::Second>> instants_of_steps(const std::string& json);

/// Holds the span of the user's task, from the newest of its times on that has a record: after a
/// clock that was set back and ahead again, what ran before was not missed.
void hold_missed(Statements& statements, model::TaskId task, const std::string& user_id,
                 const model::MissedSpan& span, time::Instant at);

/// As Reader::missed.
base::Result<std::vector<MissedTask>> read_missed(Statements& statements,
                                                  const MissedFilter& filter);

/// As TaskWriter::settle_missed.
std::int64_t settle_missed(Statements& statements, const MissedTask& missed,
                           const model::MissedVerdict& verdict, time::Instant at);

}  // namespace tasksched::store::sqlite
