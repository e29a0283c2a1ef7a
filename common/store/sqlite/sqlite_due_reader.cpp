#include "common/store/sqlite/sqlite_due_reader.h"

#include "common/store/sqlite/replan_sql.h"
#include "common/store/sqlite/run_read_sql.h"
#include "common/store/sqlite/run_rows.h"
#include "common/store/sqlite/task_read_sql.h"
#include "common/store/sqlite/task_rows.h"
#include "common/store/sqlite/task_write_sql.h"

namespace tasksched::store::sqlite {

namespace {

using base::Result;
using Tasks = Result<std::vector<model::Task>>;
using Runs = Result<std::vector<model::Run>>;

}  // namespace

Tasks SqliteDueReader::due_tasks(time::Second horizon, std::int64_t limit) {
    return session_.guard([&]() -> Tasks {
        return read_good_tasks(session_.statements().use(sql::kDueTasks, horizon), limit);
    });
}

Tasks SqliteDueReader::tasks_due_between(time::Second after, time::Second until,
                                         std::int64_t limit) {
    return session_.guard([&]() -> Tasks {
        return read_good_tasks(session_.statements().use(sql::kTasksDueBetween, after, until),
                               limit);
    });
}

Result<model::Revision> SqliteDueReader::revision() {
    return session_.guard([&]() -> Result<model::Revision> {
        Query row = session_.statements().use(sql::kRevision);
        row.step();
        return row.integer(0);
    });
}

Tasks SqliteDueReader::changed_tasks(model::Revision after, std::int64_t limit) {
    return session_.guard([&]() -> Tasks {
        return read_good_tasks(session_.statements().use(sql::kChangedTasks, after), limit);
    });
}

Runs SqliteDueReader::queued_runs(const std::string& type, time::Instant now, std::int64_t limit) {
    return session_.guard([&] {
        return read_runs(
            session_.statements().use(sql::kQueuedRuns, type, time::floor_second(now), limit));
    });
}

Result<std::vector<std::string>> SqliteDueReader::queued_types() {
    return session_.guard([&]() -> Result<std::vector<std::string>> {
        std::vector<std::string> types;
        for (Query row = session_.statements().use(sql::kQueuedTypes); row.step();) {
            types.push_back(row.text(0));
        }
        return types;
    });
}

Runs SqliteDueReader::delayed_runs(time::Instant now, std::int64_t limit) {
    return session_.guard([&] {
        return read_runs(
            session_.statements().use(sql::kDelayedRuns, time::floor_second(now), limit));
    });
}

Result<std::int64_t> SqliteDueReader::count_due_before(time::Second when, std::int64_t limit) {
    return session_.guard([&]() -> Result<std::int64_t> {
        Query row = session_.statements().use(sql::kCountDueBefore, when, limit);
        row.step();
        return row.integer(0);
    });
}

Runs SqliteDueReader::waiting_runs(std::int64_t limit) {
    return session_.guard(
        [&] { return read_runs(session_.statements().use(sql::kWaitingRuns, limit)); });
}

Tasks SqliteDueReader::stalled_tasks(std::int64_t limit) {
    return session_.guard([&]() -> Tasks {
        return read_good_tasks(session_.statements().use(sql::kStalledTasks), limit);
    });
}

Tasks SqliteDueReader::moved_tasks(model::TaskId after, std::int64_t limit) {
    return session_.guard([&]() -> Tasks {
        return read_good_tasks(session_.statements().use(sql::kMovedTasks, after), limit);
    });
}

Tasks SqliteDueReader::pending_tasks(model::TaskId after, time::Second later_than,
                                     std::int64_t limit) {
    return session_.guard([&]() -> Tasks {
        return read_good_tasks(session_.statements().use(sql::kPendingTasks, after, later_than),
                               limit);
    });
}

Result<std::optional<time::Instant>> SqliteDueReader::newest_run_at() {
    return session_.guard([&]() -> Result<std::optional<time::Instant>> {
        auto row = session_.statements().use(sql::kNewestRunAt);
        return row.step() ? std::optional(row.instant(0)) : std::nullopt;
    });
}

Result<std::string> SqliteDueReader::zone_rules() {
    return session_.guard([&]() -> Result<std::string> {
        auto row = session_.statements().use(sql::kZoneRules);
        return row.step() && !row.is_null(0) ? row.text(0) : std::string();
    });
}

Result<bool> SqliteDueReader::has_run(model::TaskId id, time::Second scheduled_for) {
    return session_.guard([&]() -> Result<bool> {
        return session_.statements().use(sql::kRunOfOccurrence, id, scheduled_for).step();
    });
}

Runs SqliteDueReader::kill_requests(std::int64_t limit) {
    return session_.guard(
        [&] { return read_runs(session_.statements().use(sql::kKillRequests, limit)); });
}

}  // namespace tasksched::store::sqlite
