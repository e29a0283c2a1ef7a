#pragma once

#include <string>
#include <vector>

#include "common/model/payload.h"
#include "common/model/task.h"

namespace tasksched::model {

/// A field of a task that a change gave another value, both as JSON.
struct FieldChange {
    std::string field;  ///< as in to_json(): "cron"; of what it runs: "payload.subject"
    std::string from;
    std::string to;

    friend bool operator==(const FieldChange&, const FieldChange&) = default;
};

/// What a change made of a task, in the order of its fields. What changes by itself as a task runs
/// is left out: its next time, that it is done, a count that goes down.
std::vector<FieldChange> diff_tasks(const Task& before, const Payload& payload_before,
                                    const Task& after, const Payload& payload_after);

}  // namespace tasksched::model
