#include "common/store/sqlite/audit_rows.h"

#include <chrono>
#include <cstdint>
#include <limits>
#include <utility>

#include "common/store/sqlite/audit_sql.h"

namespace tasksched::store::sqlite {

namespace {

using base::Result;
using model::AuditEntry;

/// So many refusals of one principal within an hour are kept: whoever asks for ever for what is not
/// theirs does not fill the disk.
constexpr std::int64_t kRefusalsPerHour = 100;

template <typename Id>
std::optional<Id> id_at(const Query& row, int column) {
    return row.is_null(column) ? std::nullopt : std::optional(Id{row.integer(column)});
}

bool is_refused_for_ever(Statements& statements, const AuditEntry& entry) {
    if (entry.outcome != model::AuditOutcome::kRefused) {
        return false;
    }
    Query row = statements.use(sql::kCountRefusals, entry.principal,
                               entry.at - std::chrono::hours(1), kRefusalsPerHour);
    row.step();
    return row.integer(0) >= kRefusalsPerHour;
}

Result<AuditEntry> read_entry(const Query& row) {
    AuditEntry entry;
    entry.id = row.integer(0);
    entry.at = row.instant(1);
    entry.principal = row.text(2);
    entry.action = row.text(3);
    entry.user_id = row.text(4);
    entry.task_id = id_at<model::TaskId>(row, 5);
    entry.run_id = id_at<model::RunId>(row, 6);
    entry.version_before = row.optional(7, &Query::integer);
    entry.version_after = row.optional(8, &Query::integer);
    entry.detail = row.text(10);
    return model::parse_audit_outcome(row.text(9)).map([&](model::AuditOutcome outcome) {
        entry.outcome = outcome;
        return std::move(entry);
    });
}

}  // namespace

void insert_audit(Statements& statements, const AuditEntry& entry) {
    if (is_refused_for_ever(statements, entry)) {
        return;
    }
    statements.run(sql::kInsertAudit, entry.at, entry.principal, entry.action, entry.user_id,
                   entry.task_id, entry.run_id, entry.version_before, entry.version_after,
                   to_string(entry.outcome), text_or_null(entry.detail));
}

Result<std::vector<AuditEntry>> read_audit(Statements& statements, const AuditFilter& filter) {
    const std::int64_t before = filter.before.value_or(std::numeric_limits<std::int64_t>::max());
    std::vector<AuditEntry> entries;
    Query row = filter.user_id ? statements.use(sql::kAuditOfUser, filter.task_id, filter.since,
                                                before, filter.limit, *filter.user_id)
                               : statements.use(sql::kAuditOfAll, filter.task_id, filter.since,
                                                before, filter.limit);
    while (row.step()) {
        auto entry = read_entry(row);
        if (!entry) {
            return tl::unexpected(std::move(entry.error()));
        }
        entries.push_back(std::move(*entry));
    }
    return entries;
}

}  // namespace tasksched::store::sqlite
