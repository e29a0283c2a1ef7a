#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "common/model/audit.h"
#include "common/model/task_diff.h"
#include "common/model/task_version.h"
#include "common/service/task_ref.h"

namespace tasksched::service {

/// Whose changes are listed.
enum class AuditOf {
    kOne,  ///< those of tasks and runs of the user that is meant
    kAll,  ///< of all users; for operators
};

struct AuditRequest {
    std::optional<TaskRef> task;  ///< none: of all tasks
    AuditOf whom = AuditOf::kOne;
    std::optional<time::Instant> since;  ///< at or after
    std::optional<std::int64_t> before;  ///< keyset paging: ids smaller than this
    std::int64_t limit = 1000;           ///< at least 1
};

struct LogRequest {
    TaskRef task;
    std::optional<model::Version> before;  ///< keyset paging: versions before this
    std::int64_t limit = 1000;             ///< at least 1
};

/// A version of a task, and what it changed; nothing for the first one.
struct LoggedVersion {
    model::TaskVersion version;
    std::vector<model::FieldChange> changes;
};

struct UndoRequest {
    TaskRef task;
    std::optional<model::Version> to;  ///< none: the version before the one it has
};
struct UndoResponse {
    model::Task task;                         ///< as it is now
    model::Version to = 0;                    ///< whose content it has
    std::vector<model::FieldChange> changes;  ///< what that changed
};

}  // namespace tasksched::service
