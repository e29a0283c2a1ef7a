#pragma once

#include <string>

#include "tests/bench/samples.h"

namespace tasksched::bench {

/// How late each start was that note_start wrote down, its label the second that it was due at.
Samples lateness(const std::string& notes);

}  // namespace tasksched::bench
