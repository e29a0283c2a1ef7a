#include <algorithm>
#include <set>

#include "common/schedule/jitter.h"
#include "common/store/sqlite/json_columns.h"
#include "common/store/sqlite/missed_sql.h"
#include "common/store/sqlite/sqlite_reader.h"
#include "common/store/sqlite/totals_sql.h"

namespace tasksched::store::sqlite {

namespace {

using base::Result;
using model::TaskState;

/// Tasks that are due are looked through for their jitter up to this many: the daemon leaves few.
constexpr std::int64_t kOverdueLimit = 1000;

void read_task_totals(Statements& statements, Totals& totals) {
    Query row = statements.use(sql::kTaskTotals);
    row.step();
    int column = 0;
    for (const TaskState state :
         {TaskState::kActive, TaskState::kPaused, TaskState::kDone, TaskState::kCancelled}) {
        totals.tasks[state] = row.integer(column++);
    }
}

void read_queues(Statements& statements, Totals& totals) {
    for (Query row = statements.use(sql::kQueuedTotals); row.step();) {
        Totals::Queue& queue = totals.queues[row.text(0)];
        queue.queued = row.integer(1);
        queue.oldest_queued_at = row.instant(2);
    }
    for (Query row = statements.use(sql::kRunningTotals); row.step();) {
        totals.queues[row.text(0)].running = row.integer(1);
    }
    for (Query row = statements.use(sql::kWaitingTotals); row.step();) {
        totals.queues[row.text(0)].waiting = row.integer(1);
        totals.hindered += row.integer(2);
    }
}

/// Of a user who has many running runs and few queued ones, the queued ones are not told.
void read_users(Statements& statements, Totals& totals) {
    for (Query row = statements.use(sql::kQueuedOfUsers, Totals::kMostUsers); row.step();) {
        Totals::Queue& queue = totals.users[row.text(0)];
        queue.queued = row.integer(1);
        queue.oldest_queued_at = row.instant(2);
    }
    for (Query row = statements.use(sql::kRunningOfUsers, Totals::kMostUsers); row.step();) {
        totals.users[row.text(0)].running = row.integer(1);
    }
}

void read_missed_total(Statements& statements, time::Second now, Totals& totals) {
    Query row = statements.use(sql::kMissedTotal, now);
    row.step();
    totals.missed_tasks = row.integer(0);
}

void read_endings(Statements& statements, time::Instant since, Totals& totals) {
    Query unknown = statements.use(sql::kUnknownTotal);
    unknown.step();
    totals.unknown = unknown.integer(0);
    Query ended = statements.use(sql::kEndedTotals, since);
    ended.step();
    totals.succeeded_since = ended.integer(0);
    totals.failed_since = ended.integer(1);
}

void read_stuck(Statements& statements, time::Instant now, Totals& totals) {
    Query row = statements.use(sql::kStuckTotal, now - Totals::kStuckAfter);
    row.step();
    totals.stuck = row.integer(0);
}

/// A row that cannot be read is a task that cannot be: `store check` names it.
void read_calendars(Statements& statements, Totals& totals) {
    for (Query row = statements.use(sql::kCalendarTotals); row.step();) {
        std::set<std::string> names;
        for (const int column : {0, 1}) {
            if (const auto words = words_at(row, column)) {
                names.insert(words->begin(), words->end());
            }
        }
        for (const std::string& name : names) {
            totals.calendars[name] += row.integer(2);
        }
    }
}

void read_next(Statements& statements, time::Second now, Totals& totals) {
    Query next = statements.use(sql::kNextRunAt);
    next.step();
    totals.next_run_at = next.optional(0, &Query::second);
    for (Query row = statements.use(sql::kOverdueTasks, now, kOverdueLimit); row.step();) {
        const time::Second nominal = row.second(1);
        const auto jitter = std::chrono::seconds(row.integer(2));
        const time::Second due = nominal + schedule::jitter_of(row.integer(0), nominal, jitter);
        if (due <= now) {
            totals.overdue_since = std::min(due, totals.overdue_since.value_or(due));
        }
    }
}

}  // namespace

Result<Totals> SqliteReader::totals(time::Instant now, time::Instant since) {
    return session_.guard([&]() -> Result<Totals> {
        const ReadTransaction one_state(session_.database());
        Totals totals;
        read_task_totals(session_.statements(), totals);
        read_queues(session_.statements(), totals);
        read_users(session_.statements(), totals);
        read_missed_total(session_.statements(), time::floor_second(now), totals);
        read_endings(session_.statements(), since, totals);
        read_stuck(session_.statements(), now, totals);
        read_calendars(session_.statements(), totals);
        read_next(session_.statements(), time::floor_second(now), totals);
        return totals;
    });
}

}  // namespace tasksched::store::sqlite
