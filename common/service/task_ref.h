#pragma once

#include <string>

namespace tasksched::service {

/// A task as a user names it: by id or by name.
struct TaskRef {
    std::string text;
};

}  // namespace tasksched::service
