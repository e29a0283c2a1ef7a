#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "common/model/missed.h"
#include "common/model/payload.h"
#include "common/model/run.h"
#include "common/model/task.h"
#include "common/model/task_spec.h"
#include "common/store/filter.h"
#include "common/store/reader.h"

namespace tasksched::service {

/// A task as a user names it: by id or by name.
struct TaskRef {
    std::string text;
};

/// Values that describe one operation each: what is asked, and what comes back. They hold no
/// pointers, so that a socket can carry them.

/// What becomes of a task whose name there is already.
enum class OnSameName { kRefuse, kReplace };

struct ScheduleRequest {
    std::vector<model::TaskSpec> specs;  ///< one transaction: all or none
    bool replace = false;                ///< an existing task of the name is updated instead
};
struct ScheduleResponse {
    std::vector<model::TaskId> ids;    ///< in the order of the specs
    std::vector<std::string> remarks;  ///< what the user should be told
};

struct UpdateRequest {
    std::vector<TaskRef> tasks;       ///< or empty with `all`
    bool all = false;                 ///< all of the user's active and paused tasks
    std::optional<std::string> type;  ///< with `all`: of this type only
    std::vector<std::string> where;   ///< with `all`: "key=value" on task fields, all must hold
    model::TaskSpec changes;
};
struct UpdateResponse {
    std::int64_t updated = 0;
    std::vector<std::string> remarks;
};

/// Specs one after the other, none after the last; its error ends the request.
using SpecSource = std::function<base::Result<std::optional<model::TaskSpec>>()>;

/// A task that would be stored.
struct SchedulePreview {
    model::Task task;  ///< its id is 0, unless it is there already and would be replaced
    model::Payload payload;
    std::vector<std::string> remarks;  ///< what the user should be told
};

/// What an update would make of one task.
using UpdateViewer = std::function<void(const model::Task& before, const model::Task& after)>;

enum class Transition { kCancel, kPause, kResume };
struct TransitionRequest {
    Transition to = Transition::kCancel;
    std::vector<TaskRef> tasks;  ///< one transaction: all or none
    bool kill = false;           ///< with kCancel: end running runs too
};
struct TransitionResponse {
    std::int64_t changed = 0;  ///< tasks that were not there already
    std::int64_t runs_cancelled = 0;
    std::int64_t kills_requested = 0;
};

struct RunNowRequest {
    TaskRef task;
};
struct RunNowResponse {
    model::RunId run;
};

struct ListRequest {
    store::TaskFilter filter;
};

/// The missed occurrences of a task, and what its policies make of them.
struct MissedPlan {
    store::MissedTask missed;
    model::MissedVerdict verdict;
};

struct TaskDetails {
    model::Task task;
    model::Payload payload;
    std::vector<model::Run> latest_runs;  ///< newest first, at most 5
    std::optional<MissedPlan> missed;     ///< where something was missed and is not decided
};

struct RunsRequest {
    std::optional<TaskRef> task;
    store::RunFilter filter;
};

struct RunDetails {
    model::Run run;
    std::vector<model::Attempt> attempts;  ///< from the first
};

struct WhyRequest {
    TaskRef task;
    std::optional<time::Second> at;  ///< none: the newest time that has come
};
struct WhyResponse {
    model::Task task;
    time::Second at;
    std::optional<model::Run> run;  ///< the record of what became of it
    std::string answer;             ///< as model::why() says it
};

struct LogsRequest {
    model::RunId run;
    std::optional<int> attempt;  ///< none: the last
};
struct LogsResponse {
    model::Run run;
    int attempt = 0;  ///< 0: none has started
    model::Output output;
};

struct KillResponse {
    bool requested = false;  ///< it runs, and its end is asked for
    bool cancelled = false;  ///< it had not started and is cancelled
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
    std::vector<TaskRef> tasks{};              ///< one transaction; empty for all of the user
    std::optional<model::CatchUp> catch_up{};  ///< with kRun: instead of each task's policy
};
struct DecideMissedResponse {
    std::int64_t tasks = 0;               ///< of which something was missed
    std::int64_t runs = 0;                ///< that are queued
    std::optional<std::int64_t> skipped;  ///< occurrences; none where too many to count
};

enum class Resolution { kSucceeded, kFailed, kRetry };

}  // namespace tasksched::service
