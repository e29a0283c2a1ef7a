#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "tests/bench/samples.h"

namespace tasksched::bench {

/// How late each start was that note_start wrote down, its label the second that it was due at.
Samples lateness(const std::string& notes);

/// The same, by the second that each was due at.
std::map<std::int64_t, Samples> lateness_by_second(const std::string& notes);

}  // namespace tasksched::bench
