#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "common/model/payload.h"
#include "common/model/run.h"
#include "common/model/task.h"
#include "common/model/task_spec.h"
#include "common/service/missed_requests.h"
#include "common/service/task_ref.h"
#include "common/store/crontab_book.h"
#include "common/store/filter.h"
#include "common/store/reader.h"

namespace tasksched::service {

/// Whose tasks are queried.
enum class QueryOf { kOne, kAll };

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

struct TaskDetails {
    model::Task task;
    model::Payload payload;
    std::vector<model::Run> latest_runs;  ///< newest first, at most 5
    std::optional<MissedPlan> missed;     ///< where something was missed and is not decided
    std::optional<store::CrontabLine> crontab_line{};  ///< where it comes from one
};

struct RunsRequest {
    std::optional<TaskRef> task;
    store::RunFilter filter;
};

struct RunDetails {
    model::Run run;
    std::vector<model::Attempt> attempts;  ///< from the first
    std::vector<model::RunItem> items;     ///< its parts, where it has any
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
    std::vector<model::RunItem> items;  ///< the run's parts, where it has any
};

struct KillResponse {
    bool requested = false;  ///< it runs, and its end is asked for
    bool cancelled = false;  ///< it had not started and is cancelled
};

enum class Resolution { kSucceeded, kFailed, kRetry };

struct ResolveRequest {
    model::RunId run;
    Resolution resolution = Resolution::kSucceeded;
    std::optional<int> item;  ///< this part of the run alone; not with kRetry
};
struct ResolveResponse {
    int open =
        0;  ///< parts that are still to be resolved; the run stays unknown until there are none
};

}  // namespace tasksched::service
