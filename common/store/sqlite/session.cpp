#include "common/store/sqlite/session.h"

#include "common/store/sqlite/task_write_sql.h"

namespace tasksched::store::sqlite {

void Session::begin_changes() {
    writing_ = true;
    changed_ = false;
    revision_.reset();
    tasks_by_.fill(0);
}

model::Revision Session::next_revision() {
    if (!revision_) {
        Query row = statements_.use(sql::kRevision);
        TASKSCHED_CHECK(row.step());
        revision_ = row.integer(0);
    }
    changed_ = true;
    return ++*revision_;
}

void Session::save_counters() {
    if (!changed_) {
        return;
    }
    const auto [active, paused, done, cancelled] = tasks_by_;
    statements_.run(sql::kSaveCounters, revision_, active, paused, done, cancelled);
    changed_ = false;
}

}  // namespace tasksched::store::sqlite
