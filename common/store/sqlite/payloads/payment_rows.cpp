#include "common/store/sqlite/payloads/payment_rows.h"

#include "common/store/sqlite/payloads/payment_sql.h"

namespace tasksched::store::sqlite {

using base::Result;
using model::PaymentPayload;

void insert_rows(Statements& statements, const PayloadKey& key, const PaymentPayload& payload) {
    int number = 0;
    for (const model::Transfer& transfer : payload.transfers) {
        statements.run(sql::kInsertTransfer, key.task, key.version, ++number, key.user_id,
                       payload.sender, transfer.receiver, transfer.amount, payload.currency,
                       text_or_null(payload.reference));
    }
}

Result<void> read_rows(Statements& statements, model::TaskId id, model::Version version,
                       PaymentPayload& payload) {
    for (Query row = statements.use(sql::kTransfers, id, version); row.step();) {
        payload.sender = row.text(0);
        payload.transfers.push_back({.receiver = row.text(1), .amount = row.integer(2)});
        payload.currency = row.text(3);
        payload.reference = row.text(4);
    }
    // Nobody but this program writes the rows; what it would not accept is damage.
    return check(payload).map_error([id](const base::Error& error) {
        return base::Error{
            base::ErrorCode::kFailed,
            fmt::format("the payment of task {} cannot be read: {}", id.value, error.message)};
    });
}

}  // namespace tasksched::store::sqlite
