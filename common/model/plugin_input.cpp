#include "common/model/plugin_input.h"

#include "common/base/check.h"
#include "common/model/json_writer.h"
#include "common/time/time_text.h"

namespace tasksched::model {

namespace {

std::string fields_json(const PluginPayload& payload, const PluginSecrets& secrets) {
    JsonObject object;
    for (const auto& [name, value] : payload.fields) {
        const auto secret = secrets.find(name);
        object.json(name,
                    secret == secrets.end() ? value_json(value) : json_string(secret->second));
    }
    return object.str();
}

}  // namespace

CommandPayload plugin_command(const PluginPayload& payload, const PluginOccasion& occasion,
                              const PluginSecrets& secrets) {
    TASKSCHED_CHECK(payload.known_as != nullptr);
    JsonObject input;
    input.text("type", payload.type)
        .number("task_id", occasion.task.value)
        .number("run_id", occasion.run.value)
        .number("attempt", occasion.attempt)
        .optional_text("scheduled_for",
                       occasion.scheduled_for
                           ? std::optional(time::format_time(*occasion.scheduled_for, time::Zone()))
                           : std::nullopt)
        .text("idempotency_key", occasion.key)
        .json("fields", fields_json(payload, secrets));
    CommandPayload command;
    command.argv = {payload.known_as->manifest().program};
    command.standard_input = input.str() + '\n';
    return command;
}

}  // namespace tasksched::model
