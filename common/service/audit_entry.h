#pragma once

#include <string_view>

#include "common/model/audit.h"
#include "common/model/run.h"
#include "common/model/task.h"
#include "common/service/authorize.h"

namespace tasksched::service {

/// What the caller does to a run, or to a task without a new version of it.
model::AuditEntry audit_entry(const Caller& caller, std::string_view action, const model::Run& run,
                              time::Instant at);
model::AuditEntry audit_entry(const Caller& caller, std::string_view action,
                              const model::Task& task, time::Instant at);

}  // namespace tasksched::service
