#pragma once

#include "common/base/error.h"
#include "common/model/http.h"
#include "common/store/sqlite/payloads/payload_key.h"
#include "common/store/sqlite/statements.h"

namespace tasksched::store::sqlite {

/// The rows of type `http`: see payload_rows.h.
void insert_rows(Statements& statements, const PayloadKey& key, const model::HttpPayload& payload);
base::Result<void> read_rows(Statements& statements, model::TaskId id, model::Version version,
                             model::HttpPayload& payload);

}  // namespace tasksched::store::sqlite
