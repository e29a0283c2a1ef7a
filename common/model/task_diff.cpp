#include "common/model/task_diff.h"

#include <nlohmann/json.hpp>

#include "common/model/task_json.h"

namespace tasksched::model {

namespace {

using Json = nlohmann::ordered_json;

/// The task with all that a change does not make in a state that is the same for all.
Json comparable(Task task, const Payload& payload) {
    task.id = {};
    task.version = 0;
    task.revision = 0;
    task.created_at = {};
    task.next_run_at.reset();
    if (task.state == TaskState::kDone) {
        task.state = TaskState::kActive;
    }
    return Json::parse(to_json(task, &payload));
}

std::string text_of(const Json& object, const std::string& key) {
    const auto found = object.find(key);
    return found == object.end() ? "null" : found->dump();
}

/// The keys of both, in their order.
std::vector<std::string> keys_of(const Json& before, const Json& after) {
    std::vector<std::string> keys;
    for (const auto& [key, value] : before.items()) {
        keys.push_back(key);
    }
    for (const auto& [key, value] : after.items()) {
        if (!before.contains(key)) {
            keys.push_back(key);
        }
    }
    return keys;
}

void compare(const Json& before, const Json& after, const std::string& prefix,
             std::vector<FieldChange>& changes) {
    for (const std::string& key : keys_of(before, after)) {
        const std::string from = text_of(before, key);
        const std::string to = text_of(after, key);
        if (from == to) {
            continue;
        }
        if (prefix.empty() && key == "payload") {
            compare(before.at(key), after.at(key), "payload.", changes);
        } else {
            changes.push_back({.field = prefix + key, .from = from, .to = to});
        }
    }
}

}  // namespace

std::vector<FieldChange> diff_tasks(const Task& before, const Payload& payload_before,
                                    const Task& after, const Payload& payload_after) {
    Task earlier = before;
    if (before.remaining && after.remaining && *after.remaining < *before.remaining) {
        earlier.remaining = after.remaining;
    }
    std::vector<FieldChange> changes;
    compare(comparable(earlier, payload_before), comparable(after, payload_after), {}, changes);
    return changes;
}

}  // namespace tasksched::model
