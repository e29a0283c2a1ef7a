#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/error.h"
#include "common/model/payload.h"
#include "common/model/run.h"
#include "common/model/run_item.h"
#include "common/model/task.h"
#include "common/store/reader.h"

namespace tasksched::store {

/// Who made a change, and when: it stands in the task's history.
struct Author {
    std::string user_id;
    std::string operation;  ///< "schedule", "update", "cancel", ...
    time::Instant at{};
};

/// What the service changes, inside a transaction. Every change of a task raises its version, the
/// store's revision, and leaves a row of history and an entry of the audit. A change names the
/// version that it was decided on, and tells by `false` that the task has another one by now.
class TaskWriter {
  public:
    TaskWriter() = default;
    TaskWriter(const TaskWriter&) = delete;
    TaskWriter& operator=(const TaskWriter&) = delete;
    virtual ~TaskWriter() = default;

    /// Stores a new task; returns its id. kInvalid where the user has a task of that name.
    virtual base::Result<model::TaskId> insert(const model::Task& task,
                                               const model::Payload& payload,
                                               const Author& author) = 0;

    /// Replaces the task of `task.id`, if it has the version before `task.version`. `payload` is
    /// stored where it is given, else the task keeps the one it has.
    virtual base::Result<bool> update(const model::Task& task, const model::Payload* payload,
                                      const Author& author) = 0;

    /// Moves the task to `state`, if it has that version. next_run_at becomes as given.
    virtual base::Result<bool> set_state(model::TaskId id, model::Version version,
                                         model::TaskState state,
                                         std::optional<time::Second> next_run_at,
                                         const Author& author) = 0;

    /// Cancels the queued and waiting runs of the task, as move_run() does; returns how many.
    virtual base::Result<std::int64_t> cancel_runs(model::TaskId id, model::RunReason reason,
                                                   time::Instant at) = 0;

    /// Asks for the end of the task's running runs; returns how many.
    virtual base::Result<std::int64_t> request_kill_of(model::TaskId id, time::Instant at) = 0;

    /// Asks for the end of one run; false where it is not running.
    virtual base::Result<bool> request_kill(model::RunId id, time::Instant at) = 0;

    /// Adds an extra run of the task, queued, outside its schedule.
    virtual base::Result<model::RunId> insert_run(const model::Task& task, time::Instant at) = 0;

    /// Moves an idle run from `from`, by compare-and-set; false where it stands elsewhere; aborts
    /// on a move that is not legal. One to be cancelled with a part sent under a key becomes
    /// unknown.
    virtual base::Result<bool> move_run(model::RunId id, model::RunState from, model::RunState to,
                                        model::RunReason reason, time::Instant at) = 0;

    /// Moves parts of a run that nobody carries out, all or the one of that number, from `from`, by
    /// compare-and-set; returns how many. `from` is a state that is open, or unknown.
    virtual base::Result<std::int64_t> move_items(model::RunId id, std::optional<int> number,
                                                  model::ItemState from, model::ItemState to) = 0;

    /// The parts that failed or were rejected are pending again, without a key: they are sent as
    /// something new. Returns how many.
    virtual base::Result<std::int64_t> reopen_items(model::RunId id) = 0;

    /// Decides on occurrences that were missed and held, as Reader::missed() of this transaction
    /// tells them: they are held no more, those of `verdict.run` become queued runs of the task as
    /// it is now, and the others are recorded as skipped. Overlap is not asked here: the runs start
    /// one after the other where the task's policy wants that. An occurrence that has a run already
    /// is passed over. Returns how many were queued.
    virtual base::Result<std::int64_t> settle_missed(const MissedTask& missed,
                                                     const model::MissedVerdict& verdict,
                                                     time::Instant at) = 0;

    /// Adds an entry to the audit, for what insert(), update() and set_state() do not tell of. Of
    /// the refusals of one principal within an hour the first 100 are kept.
    virtual base::Result<void> record(const model::AuditEntry& entry) = 0;
};

}  // namespace tasksched::store
