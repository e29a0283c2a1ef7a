#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "common/base/check.h"
#include "common/model/ids.h"
#include "common/model/task.h"
#include "common/store/sqlite/database.h"
#include "common/store/sqlite/failure.h"
#include "common/store/sqlite/statements.h"

namespace tasksched::store::sqlite {

/// What the readers and writers of one connection share: its statements, and, inside a write
/// transaction, the counters of the store, which are written once, at its end.
class Session {
  public:
    explicit Session(Database& database) : database_(database), statements_(database.handle()) {}

    Database& database() { return database_; }
    Statements& statements() { return statements_; }

    /// Calls `work` and turns the engine's exceptions into errors.
    template <typename Work>
    std::invoke_result_t<Work> guard(Work&& work) {
        return guarded(database_, std::forward<Work>(work));
    }

    /// The same for a change: aborts outside a write transaction.
    template <typename Work>
    std::invoke_result_t<Work> change(Work&& work) {
        TASKSCHED_CHECK(writing_);
        return guarded(database_, std::forward<Work>(work));
    }

    /// Begins and ends the time in which changes are allowed.
    void begin_changes();
    void end_changes() { writing_ = false; }

    /// A revision that no change had before.
    model::Revision next_revision();

    /// Notes that a task came to a state, or left one.
    void count_task(model::TaskState state, int by) {
        tasks_by_.at(static_cast<std::size_t>(state)) += by;
        changed_ = true;
    }

    /// Writes the counters; before the commit.
    void save_counters();

  private:
    Database& database_;
    Statements statements_;
    bool writing_ = false;
    bool changed_ = false;
    std::optional<model::Revision> revision_;  ///< read at first use in a transaction
    std::array<std::int64_t, 4> tasks_by_{};   ///< by TaskState
};

}  // namespace tasksched::store::sqlite
