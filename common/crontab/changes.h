#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "common/crontab/table.h"

namespace tasksched::crontab {

/// What a job of a new table was in the old one.
struct Origin {
    std::optional<std::size_t> old;  ///< its place among the old jobs; none: it is new
    bool is_same = false;            ///< it means the same as there; else it was changed
};

/// How a table differs from the one before it.
struct Changes {
    std::vector<Origin> origins;    ///< for each new job
    std::vector<std::size_t> gone;  ///< the places of old jobs that are not there any more
};

/// Finds for each job of a new table the one that it was: one that means the same, wherever it
/// stands; else, of those that are left, one of the same name, one that runs the same command, or
/// one at the same place with the same times. Each old job is that of one new one at most.
Changes compare(std::span<const JobLine> old_jobs, std::span<const JobLine> new_jobs);

}  // namespace tasksched::crontab
