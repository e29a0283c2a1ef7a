#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/base/error.h"
#include "common/model/audit.h"
#include "common/model/kept_result.h"
#include "common/model/missed.h"
#include "common/model/payload.h"
#include "common/model/run.h"
#include "common/model/run_item.h"
#include "common/model/task.h"
#include "common/model/task_version.h"
#include "common/store/filter.h"

namespace tasksched::store {

/// What stands in the store, in figures for `status`.
struct Totals {
    std::map<model::TaskState, std::int64_t> tasks;
    struct Queue {
        std::int64_t queued = 0;
        std::int64_t running = 0;
        std::int64_t waiting = 0;
        std::optional<time::Instant> oldest_queued_at;  ///< of the runs that wait for a slot
    };
    std::map<std::string, Queue> queues;  ///< by type; only types with runs that are not final
    /// By user, those with the most queued and the most running ones, up to kMostUsers of each; the
    /// waiting ones are not counted.
    std::map<std::string, Queue> users;
    static constexpr std::int64_t kMostUsers = 20;
    std::int64_t unknown = 0;   ///< runs to be resolved
    std::int64_t hindered = 0;  ///< waiting ones that the administrator has to mend something for
    std::int64_t stuck = 0;     ///< running ones that should have ended kStuckAfter ago
    static constexpr std::chrono::minutes kStuckAfter{5};
    std::int64_t missed_tasks = 0;         ///< tasks with missed occurrences to be decided on
    std::int64_t undelivered_notices = 0;  ///< tried, and not told yet
    std::optional<time::Instant> undelivered_since;  ///< when the first of them happened
    std::int64_t failed_since = 0;  ///< runs that failed at or after the given instant
    std::int64_t succeeded_since = 0;
    std::map<std::string, std::int64_t> calendars;  ///< how many active tasks name each
    std::optional<time::Second> next_run_at;        ///< the earliest of the active tasks
    std::optional<time::Second> overdue_since;      ///< the earliest that is due already
};

/// A task with its occurrences that were missed and are held, in the order of time.
struct MissedTask {
    model::Task task;
    std::vector<model::MissedSpan> spans;
};

/// Reads what people ask for. Every call sees one consistent state and ends within a second.
/// Errors: kTryAgain while the store is busy, kFailed otherwise. Not thread-safe.
class Reader {
  public:
    Reader() = default;
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;
    virtual ~Reader() = default;

    virtual base::Result<std::optional<model::Task>> task(model::TaskId id) = 0;

    /// The active or paused task of that name.
    virtual base::Result<std::optional<model::Task>> task_named(const std::string& user_id,
                                                                const std::string& name) = 0;

    /// The newest task of that name in any state (the greatest id): a one-off that is done is still
    /// looked for by its name.
    virtual base::Result<std::optional<model::Task>> latest_task_named(const std::string& user_id,
                                                                       const std::string& name) = 0;
    virtual base::Result<std::vector<model::Task>> tasks(const TaskFilter& filter) = 0;

    /// The payload that a run of that version carries out. kInvalid where what stands there is no
    /// such payload: then another reading finds the same.
    virtual base::Result<model::Payload> payload(model::TaskId id, model::Version version) = 0;

    virtual base::Result<std::optional<model::Run>> run(model::RunId id) = 0;

    /// Of the runs of the task that have a time, skips included, the one with the newest up to
    /// `not_after`.
    virtual base::Result<std::optional<model::Run>> newest_record(model::TaskId id,
                                                                  time::Second not_after) = 0;
    virtual base::Result<std::vector<model::Run>> runs(const RunFilter& filter) = 0;
    virtual base::Result<std::vector<model::Attempt>> attempts(model::RunId id) = 0;

    /// The run's parts, in order; none where it has none, or has not been begun.
    virtual base::Result<std::vector<model::RunItem>> run_items(model::RunId id) = 0;

    /// What RunWriter::keep_result has kept of a run; none where its program is to be run.
    virtual base::Result<std::optional<model::KeptResult>> kept_result(model::RunId id) = 0;

    /// What the attempt wrote; empty where it wrote nothing or has not ended.
    virtual base::Result<model::Output> output(model::RunId id, int attempt) = 0;

    /// The tasks with missed occurrences that are held, by their ids. A task that cannot be read is
    /// passed over.
    virtual base::Result<std::vector<MissedTask>> missed(const MissedFilter& filter) = 0;

    virtual base::Result<Totals> totals(time::Instant now, time::Instant since) = 0;

    /// The task's versions below `before`, the newest first, `limit` at most.
    virtual base::Result<std::vector<model::TaskVersion>> versions(model::TaskId id,
                                                                   model::Version before,
                                                                   std::int64_t limit) = 0;

    /// Who did what, the newest first.
    virtual base::Result<std::vector<model::AuditEntry>> audit(const AuditFilter& filter) = 0;
};

}  // namespace tasksched::store
