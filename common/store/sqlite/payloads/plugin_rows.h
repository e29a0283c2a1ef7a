#pragma once

#include "common/base/error.h"
#include "common/model/plugin_payload.h"
#include "common/store/sqlite/payloads/payload_key.h"
#include "common/store/sqlite/statements.h"

namespace tasksched::store::sqlite {

/// The rows of the types that plugins bring: see payload_rows.h. What is read is not known as a
/// type here: that takes the manifests.
void insert_rows(Statements& statements, const PayloadKey& key,
                 const model::PluginPayload& payload);
base::Result<void> read_rows(Statements& statements, model::TaskId id, model::Version version,
                             model::PluginPayload& payload);

}  // namespace tasksched::store::sqlite
