#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/base/error.h"
#include "common/model/run.h"
#include "common/model/task.h"

namespace tasksched::store {

/// Reads what the daemon asks for. Each call names a limit; nothing reads the whole store. A task
/// that cannot be read, such as one whose time zone the system has lost, is passed over, so that it
/// does not hold up the others; `store check` names it.
class DueReader {
  public:
    DueReader() = default;
    DueReader(const DueReader&) = delete;
    DueReader& operator=(const DueReader&) = delete;
    virtual ~DueReader() = default;

    /// Active tasks with next_run_at at or before `horizon`, the earliest first, by index.
    virtual base::Result<std::vector<model::Task>> due_tasks(time::Second horizon,
                                                             std::int64_t limit) = 0;

    /// The same of those that are due later than `after`.
    virtual base::Result<std::vector<model::Task>> tasks_due_between(time::Second after,
                                                                     time::Second until,
                                                                     std::int64_t limit) = 0;

    /// The newest revision of the store.
    virtual base::Result<model::Revision> revision() = 0;

    /// Tasks in any state whose revision is greater than `after`, upwards.
    virtual base::Result<std::vector<model::Task>> changed_tasks(model::Revision after,
                                                                 std::int64_t limit) = 0;

    /// Queued runs of the type that may start by `now`, the highest priority first, then in the
    /// order of their ids.
    virtual base::Result<std::vector<model::Run>> queued_runs(const std::string& type,
                                                              time::Instant now,
                                                              std::int64_t limit) = 0;

    /// The types that queued runs are of.
    virtual base::Result<std::vector<std::string>> queued_types() = 0;

    /// Queued runs that may not start by `now`, the earliest first.
    virtual base::Result<std::vector<model::Run>> delayed_runs(time::Instant now,
                                                               std::int64_t limit) = 0;

    /// How many active tasks are due before `when`; counted up to `limit`.
    virtual base::Result<std::int64_t> count_due_before(time::Second when, std::int64_t limit) = 0;

    /// Waiting runs, those whose next attempt comes earliest first.
    virtual base::Result<std::vector<model::Run>> waiting_runs(std::int64_t limit) = 0;

    /// Active tasks that are scheduled from the end of their runs, have no next time, and no run
    /// that is queued, running or waiting: somebody must rearm them.
    virtual base::Result<std::vector<model::Task>> stalled_tasks(std::int64_t limit) = 0;

    /// Active tasks with an id greater than `after`, upwards, whose occurrences calendars move to
    /// other days.
    virtual base::Result<std::vector<model::Task>> moved_tasks(model::TaskId after,
                                                               std::int64_t limit) = 0;

    /// Active tasks with an id greater than `after`, upwards, that are due later than `later_than`.
    virtual base::Result<std::vector<model::Task>> pending_tasks(model::TaskId after,
                                                                 time::Second later_than,
                                                                 std::int64_t limit) = 0;

    /// When the newest run was made, by the clock of then; none where there is none.
    virtual base::Result<std::optional<time::Instant>> newest_run_at() = 0;

    /// What RunWriter::set_zone_rules was last told; empty before.
    virtual base::Result<std::string> zone_rules() = 0;

    /// Whether the occurrence of the task has a run, or the record of why not.
    virtual base::Result<bool> has_run(model::TaskId id, time::Second scheduled_for) = 0;

    /// Running runs whose end somebody asked for.
    virtual base::Result<std::vector<model::Run>> kill_requests(std::int64_t limit) = 0;
};

}  // namespace tasksched::store
