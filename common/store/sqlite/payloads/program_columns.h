#pragma once

#include <optional>
#include <string>

#include "common/base/error.h"
#include "common/model/command.h"
#include "common/store/sqlite/query.h"

namespace tasksched::store::sqlite {

// The columns of types that run a program: argv, shell, cwd, env, stdin, in this order.

/// The variables as [["NAME", "value"], ...], in their order; none for none.
std::optional<std::string> variables_as_json(const model::CommandPayload& program);

/// Reads the five columns, the first of which is column 0. kFailed where they cannot be read; the
/// message does not name the task.
base::Result<void> read_program(const Query& row, model::CommandPayload& program);

}  // namespace tasksched::store::sqlite
