#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/error.h"
#include "common/model/ids.h"
#include "common/time/clock.h"

namespace tasksched::store {

/// A user's crontab.
struct Crontab {
    std::string content;  ///< any bytes, as they were installed
    time::Instant installed_at{};
    std::string installed_by;
};

/// What becomes of a crontab.
enum class CrontabOperation { kInstall, kRemove, kUndo };

std::string_view to_string(CrontabOperation operation);

/// A crontab that was replaced or removed, or that there was none.
struct FormerCrontab {
    std::int64_t id = 0;  ///< the greater, the newer
    std::optional<Crontab> crontab;
    time::Instant replaced_at{};
    std::string replaced_by;
    CrontabOperation operation = CrontabOperation::kInstall;  ///< that replaced it
};

/// Which line a task came from.
struct CrontabLine {
    model::TaskId task_id;
    std::string user_id;
    std::string source;               ///< empty: the user's own; else the path of a system table
    std::optional<int> line;          ///< none: it is there no more
    bool mail_failures_only = false;  ///< the output of runs that succeeded is not mailed
};

/// The crontabs, and the tasks that came from their lines. Changes are made inside a transaction;
/// they change no task.
class CrontabBook {
  public:
    CrontabBook() = default;
    CrontabBook(const CrontabBook&) = delete;
    CrontabBook& operator=(const CrontabBook&) = delete;
    virtual ~CrontabBook() = default;

    /// None where the user has none.
    virtual base::Result<std::optional<Crontab>> crontab(const std::string& user_id) = 0;

    /// The newest first, at most kKeptFormer.
    virtual base::Result<std::vector<FormerCrontab>> history(const std::string& user_id) = 0;
    static constexpr std::int64_t kKeptFormer = 100;

    /// The lines of a table whose tasks are active or paused, upwards.
    virtual base::Result<std::vector<CrontabLine>> lines(const std::string& user_id,
                                                         const std::string& source) = 0;

    /// The line that the task came from; none where it came from none.
    virtual base::Result<std::optional<CrontabLine>> line_of(model::TaskId task) = 0;

    /// Sets the user's crontab, or, with none, takes it away; what was there goes into the history,
    /// of which the newest kKeptFormer are kept.
    virtual base::Result<void> replace(const std::string& user_id,
                                       const std::optional<Crontab>& crontab,
                                       CrontabOperation operation, const std::string& by,
                                       time::Instant at) = 0;

    /// Notes the line of a task, or its new place.
    virtual base::Result<void> set_line(const CrontabLine& line) = 0;

    /// The line of the task is there no more.
    virtual base::Result<void> drop_line(model::TaskId task) = 0;
};

}  // namespace tasksched::store
