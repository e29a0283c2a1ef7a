#pragma once

#include <cstdint>

namespace tasksched::cli::commands {

/// How many rows of a long list are read from the store at a time, so that memory does not follow
/// its length and no read lasts long.
inline constexpr std::int64_t kPage = 1000;

}  // namespace tasksched::cli::commands
