#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/model/ids.h"
#include "common/store/crontab_book.h"

namespace tasksched::service {

/// What an install, a removal or an undo came to.
struct CrontabResponse {
    std::int64_t kept = 0;       ///< lines whose tasks were left as they were
    std::int64_t changed = 0;    ///< tasks that are others now
    std::int64_t added = 0;      ///< tasks
    std::int64_t cancelled = 0;  ///< tasks whose lines are gone
};

struct InstallCrontabRequest {
    std::string content;  ///< a table that crontab::read_table() reads
};

/// The lines that tasks came from, by task.
using CrontabLines = std::map<model::TaskId, store::CrontabLine>;

}  // namespace tasksched::service
