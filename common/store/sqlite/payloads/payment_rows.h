#pragma once

#include "common/base/error.h"
#include "common/model/payment.h"
#include "common/store/sqlite/payloads/payload_key.h"
#include "common/store/sqlite/statements.h"

namespace tasksched::store::sqlite {

/// The rows of type `payment`: see payload_rows.h.
void insert_rows(Statements& statements, const PayloadKey& key,
                 const model::PaymentPayload& payload);
base::Result<void> read_rows(Statements& statements, model::TaskId id, model::Version version,
                             model::PaymentPayload& payload);

}  // namespace tasksched::store::sqlite
