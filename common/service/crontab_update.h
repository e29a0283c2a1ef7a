#pragma once

#include <optional>
#include <string>

#include "common/base/error.h"
#include "common/service/crontab_requests.h"
#include "common/store/store.h"
#include "common/time/zone.h"

namespace tasksched::service {

/// Makes `content`, or none, the crontab of `author`'s choice for the user, in this transaction,
/// and its tasks what the table says. kInvalid where the table is wrong.
base::Result<CrontabResponse> put_crontab(store::Transaction& transaction,
                                          const std::string& user_id,
                                          const std::optional<std::string>& content,
                                          store::CrontabOperation operation,
                                          const store::Author& author);

/// Fails where the task comes from a line of a crontab: it is changed there alone.
base::Result<void> refuse_task_of_crontab(store::CrontabBook& book, model::TaskId task);

}  // namespace tasksched::service
