#include "common/service/audit_entry.h"

#include <string>

namespace tasksched::service {

model::AuditEntry audit_entry(const Caller& caller, std::string_view action, const model::Run& run,
                              time::Instant at) {
    return {.at = at,
            .principal = caller.principal.user,
            .action = std::string(action),
            .user_id = run.user_id,
            .task_id = run.task_id,
            .run_id = run.id};
}

model::AuditEntry audit_entry(const Caller& caller, std::string_view action,
                              const model::Task& task, time::Instant at) {
    return {.at = at,
            .principal = caller.principal.user,
            .action = std::string(action),
            .user_id = task.user_id,
            .task_id = task.id};
}

}  // namespace tasksched::service
