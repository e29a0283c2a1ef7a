#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "common/model/run.h"
#include "common/model/task.h"

namespace tasksched::store {

/// Which tasks a list shows. Absent members do not restrict. Ordered by task id, upwards.
struct TaskFilter {
    std::optional<std::string> user_id{};
    std::optional<std::string> type{};
    std::optional<model::TaskState> state{};
    bool current_only = false;                 ///< active and paused ones
    std::optional<time::Second> due_before{};  ///< next_run_at before it; ordered by next_run_at
    std::optional<model::TaskId> after{};      ///< keyset paging: ids greater than this
    std::int64_t limit = 1000;                 ///< at least 1
};

/// Which runs a list shows. Absent members do not restrict. Newest (greatest id) first.
struct RunFilter {
    std::optional<std::string> user_id{};
    std::optional<model::TaskId> task_id{};
    std::optional<model::RunState> state{};
    std::optional<time::Instant> since{};  ///< created at or after
    std::optional<model::RunId> before{};  ///< keyset paging: ids smaller than this
    std::int64_t limit = 1000;             ///< at least 1
};

/// Whose missed occurrences are told: of one task, or else of a user.
struct MissedFilter {
    std::optional<model::TaskId> task_id{};
    std::string user_id{};
    time::Second now{};                    ///< what lies ahead of it is left aside
    std::optional<model::TaskId> after{};  ///< keyset paging: ids greater than this
    std::int64_t limit = 1000;             ///< of tasks; at least 1
};

/// Which entries of the audit are told. Absent members do not restrict. Newest (greatest id) first.
struct AuditFilter {
    std::optional<std::string> user_id{};    ///< whose task or run it is
    std::optional<model::TaskId> task_id{};  ///< given, the task's user should be too
    std::optional<time::Instant> since{};    ///< at or after
    std::optional<std::int64_t> before{};    ///< keyset paging: ids smaller than this
    std::int64_t limit = 1000;               ///< at least 1
};

}  // namespace tasksched::store
