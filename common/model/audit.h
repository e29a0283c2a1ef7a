#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/error.h"
#include "common/model/ids.h"
#include "common/time/clock.h"

namespace tasksched::model {

enum class AuditOutcome { kDone, kRefused };

std::string_view to_string(AuditOutcome outcome);
base::Result<AuditOutcome> parse_audit_outcome(std::string_view text);

/// What somebody did, or was not allowed to do.
struct AuditEntry {
    std::int64_t id = 0;  ///< the store's; greater than those of all before
    time::Instant at{};
    std::string principal;  ///< who asked
    std::string action;     ///< "schedule", "update", "cancel", "kill", ...
    std::string user_id;    ///< whose task or run it is; of a refusal, for whom it was asked
    std::optional<TaskId> task_id{};
    std::optional<RunId> run_id{};
    std::optional<Version> version_before{};  ///< none: the task was new, or was not changed
    std::optional<Version> version_after{};
    AuditOutcome outcome = AuditOutcome::kDone;
    std::string detail{};  ///< of a refusal: why; empty otherwise

    friend bool operator==(const AuditEntry&, const AuditEntry&) = default;
};

}  // namespace tasksched::model
