#pragma once

#include <string>

#include "common/base/error.h"
#include "common/model/payload.h"
#include "common/model/task.h"
#include "common/store/sqlite/statements.h"

namespace tasksched::store::sqlite {

/// The store's registry of types: a new type has insert_rows() and read_rows() of its own, as those
/// in payloads/command_rows.h, and a line with them in payload_rows.cpp.

/// Stores the payload of the task's version, in the tables of its type.
void insert_payload(Statements& statements, const model::Task& task, model::TaskId id,
                    const model::Payload& payload);

/// The payload of that version of a task of type `type`. kInvalid where there is none, or where
/// what stands there is none of that type.
base::Result<model::Payload> read_payload(Statements& statements, const std::string& type,
                                          model::TaskId id, model::Version version);

}  // namespace tasksched::store::sqlite
