#pragma once

#include <string>

#include "cli/session.h"
#include "common/base/error.h"
#include "common/time/clock.h"

namespace tasksched::cli {

/// Reads the value of --since: a time, or a duration before now. A clock time without a day is the
/// last such time here, where it is the next one elsewhere.
base::Result<time::Instant> read_since(Session& session, const std::string& text);

}  // namespace tasksched::cli
