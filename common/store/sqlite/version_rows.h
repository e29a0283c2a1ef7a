#pragma once

#include <cstdint>
#include <vector>

#include "common/base/error.h"
#include "common/model/task_version.h"
#include "common/store/sqlite/statements.h"

namespace tasksched::store::sqlite {

/// As Reader::versions.
base::Result<std::vector<model::TaskVersion>> read_versions(Statements& statements,
                                                            model::TaskId id, model::Version before,
                                                            std::int64_t limit);

}  // namespace tasksched::store::sqlite
