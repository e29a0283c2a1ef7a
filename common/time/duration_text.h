#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "common/base/error.h"

namespace tasksched::time {

/// Reads a DURATION of CLI.md: "90" (seconds), "90s", "15m", "2h30m", "1d", "1w", units from large
/// to small, each at most once. 1 second to 100 years; anything else is kInvalid.
base::Result<std::chrono::seconds> parse_duration(std::string_view text);

/// The text that parse_duration reads back as `duration` (not negative), in the largest units:
/// "1d2h", "1m30s", weeks only where there is nothing else: "2w", "8d". "0s" for zero.
std::string format_duration(std::chrono::seconds duration);

}  // namespace tasksched::time
