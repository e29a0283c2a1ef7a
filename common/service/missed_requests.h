#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "common/model/missed.h"
#include "common/model/policies.h"
#include "common/service/task_ref.h"
#include "common/store/reader.h"

namespace tasksched::service {

/// The missed occurrences of a task, and what its policies make of them.
struct MissedPlan {
    store::MissedTask missed;
    model::MissedVerdict verdict;
};

struct MissedRequest {
    std::vector<TaskRef> tasks{};          ///< or empty for all of the user
    std::optional<model::TaskId> after{};  ///< keyset paging, with no tasks: ids greater than this
    std::int64_t limit = 1000;             ///< with no tasks: at most so many tasks
};

/// What is to become of missed occurrences.
enum class MissedDecision { kRun, kSkip };

struct DecideMissedRequest {
    MissedDecision decision = MissedDecision::kRun;
    std::vector<TaskRef> tasks{};              ///< or empty for all of the user
    std::optional<model::CatchUp> catch_up{};  ///< with kRun: instead of each task's policy
    std::optional<model::TaskId> after{};      ///< ids greater than this
};

/// What was decided in one transaction. There may be too many for one, which would hold up the
/// daemon: then the request is to be made again, with `after` as `go_on_after` says.
struct DecideMissedResponse {
    std::int64_t tasks = 0;                      ///< of which something was missed
    std::int64_t runs = 0;                       ///< that are queued
    std::optional<std::int64_t> skipped;         ///< occurrences; none where too many to count
    std::optional<model::TaskId> go_on_after{};  ///< there may be more
};

}  // namespace tasksched::service
