#pragma once

#include <optional>

#include "common/base/error.h"
#include "common/service/requests.h"
#include "common/store/reader.h"

namespace tasksched::service {

/// What the task missed and nobody has decided on, with what its policies make of it at `now`; none
/// where it missed nothing.
base::Result<std::optional<MissedPlan>> missed_of_task(store::Reader& reader, model::TaskId task,
                                                       time::Instant now);

}  // namespace tasksched::service
