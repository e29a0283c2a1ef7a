#include "common/store/sqlite/run_items.h"

#include <algorithm>
#include <utility>

#include "common/base/check.h"
#include "common/store/sqlite/run_item_sql.h"

namespace tasksched::store::sqlite {

using base::Result;
using model::ItemState;
using model::RunItem;

Result<std::vector<RunItem>> read_items(Statements& statements, model::RunId run) {
    std::vector<RunItem> items;
    for (Query row = statements.use(sql::kRunItems, run); row.step();) {
        const auto state = model::parse_item_state(row.text(5));
        if (!state) {
            return base::fail(base::ErrorCode::kFailed, "part {} of run {} cannot be read: {}",
                              row.integer(0), run.value, state.error().message);
        }
        items.push_back({.number = row.small_integer(0),
                         .label = row.text(1),
                         .idempotency_key = row.text(2),
                         .body_hash = row.text(3),
                         .first_sent_at = row.optional(4, &Query::instant),
                         .state = *state,
                         .reply = row.text(6)});
    }
    return items;
}

bool record_items(Statements& statements, model::RunId run, int attempt, const Tenure& tenure,
                  const std::vector<RunItem>& items) {
    if (!statements.use(sql::kAttemptIsOurs, run, attempt, tenure.owner, tenure.term).step()) {
        return false;
    }
    const bool conflicts = std::any_of(items.begin(), items.end(), [&](const RunItem& item) {
        return statements
            .use(sql::kItemConflicts, run, item.number, to_string(item.state),
                 text_or_null(item.idempotency_key), text_or_null(item.body_hash),
                 item.first_sent_at)
            .step();
    });
    if (conflicts) {
        return false;
    }
    for (const RunItem& item : items) {
        statements.run(sql::kPutItem, run, item.number, item.label,
                       text_or_null(item.idempotency_key), text_or_null(item.body_hash),
                       item.first_sent_at, to_string(item.state), text_or_null(item.reply));
    }
    return true;
}

std::int64_t move_items(Statements& statements, model::RunId run, std::optional<int> number,
                        ItemState from, ItemState to) {
    TASKSCHED_CHECK(from == ItemState::kUnknown || !model::is_final(from));
    return statements.run(sql::kMoveItems, run, number, to_string(from), to_string(to));
}

bool has_open_item(Statements& statements, model::RunId run) {
    return statements.use(sql::kOpenItem, run).step();
}

std::int64_t reopen_items(Statements& statements, model::RunId run) {
    std::int64_t reopened = 0;
    for (const ItemState state : {ItemState::kFailed, ItemState::kRejected}) {
        reopened += statements.run(sql::kReopenItems, run, to_string(state));
    }
    return reopened;
}

}  // namespace tasksched::store::sqlite
