#pragma once

#include <cstdint>

#include "cli/session.h"
#include "common/base/error.h"

namespace tasksched::cli::commands {

/// Answers each line of NDJSON on standard input - {"cron", "tz", "from"[, "count"]}, where tz and
/// from default to the host's zone and now, and count to `count` - with {"next":[...]}, or with
/// {"error":"..."} where the line or its values are not valid.
base::Result<int> next_batch(Session& session, std::int64_t count);

}  // namespace tasksched::cli::commands
