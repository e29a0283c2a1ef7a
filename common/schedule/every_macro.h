#pragma once

#include <optional>
#include <string_view>

#include "common/base/error.h"
#include "common/schedule/period.h"

namespace tasksched::schedule {

/// Reads `@every 15m`, which stands where a cron expression does and means a period; none where
/// `text` is something else. kInvalid where what follows is no period.
std::optional<base::Result<Period>> read_every_macro(std::string_view text);

}  // namespace tasksched::schedule
