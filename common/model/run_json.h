#pragma once

#include <span>
#include <string>

#include "common/model/run.h"
#include "common/time/zone.h"

namespace tasksched::model {

/// A run as one JSON object on one line, keys as in CLI.md; times in `zone`. Unknown values are
/// null. What the last attempt cost is in "cpu_microseconds" and "peak_memory_bytes". With
/// `attempts`, they stand as a list under the key "attempts".
std::string to_json(const Run& run, const time::Zone& zone, std::span<const Attempt> attempts = {});

/// The parts of a run as a JSON list of objects, on one line.
std::string to_json(std::span<const RunItem> items, const time::Zone& zone);

}  // namespace tasksched::model
