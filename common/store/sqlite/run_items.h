#pragma once

#include <optional>
#include <vector>

#include "common/base/error.h"
#include "common/model/ids.h"
#include "common/model/run_item.h"
#include "common/store/run_writer.h"
#include "common/store/sqlite/statements.h"

namespace tasksched::store::sqlite {

/// The rows of run_items; see Reader, RunWriter and TaskWriter for what they promise.

base::Result<std::vector<model::RunItem>> read_items(Statements& statements, model::RunId run);
bool record_items(Statements& statements, model::RunId run, int attempt, const Tenure& tenure,
                  const std::vector<model::RunItem>& items);
std::int64_t move_items(Statements& statements, model::RunId run, std::optional<int> number,
                        model::ItemState from, model::ItemState to);

/// Whether a part may have come to something, so that the run cannot be said to be cancelled.
bool has_open_item(Statements& statements, model::RunId run);

std::int64_t reopen_items(Statements& statements, model::RunId run);

}  // namespace tasksched::store::sqlite
