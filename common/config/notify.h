#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "common/config/value.h"

namespace tasksched::config {

/// `[notify]`
struct Notify {
    Value<std::string> default_address;
    Value<std::vector<std::string>> command;  ///< told of failures; text on standard input
    Value<std::chrono::seconds> interval{std::chrono::hours(1)};  ///< between messages on a task
    Value<std::int64_t> max_per_hour{20};                         ///< messages to an address
};

}  // namespace tasksched::config
