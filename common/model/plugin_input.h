#pragma once

#include <map>
#include <optional>
#include <string>

#include "common/model/command.h"
#include "common/model/ids.h"
#include "common/model/plugin_payload.h"
#include "common/time/clock.h"

namespace tasksched::model {

/// The secrets that a payload names, by its fields.
using PluginSecrets = std::map<std::string, std::string>;

/// What a plugin is told beside the fields of its task.
struct PluginOccasion {
    TaskId task;
    RunId run;  ///< 0 for a rehearsal
    int attempt = 1;
    std::optional<time::Second> scheduled_for;
    std::string key;  ///< the same for all attempts of the occurrence, and of no other one's
};

/// The command by which a plugin's program carries an attempt out: its standard input is one JSON
/// object on one line, as tasksched-plugin(7) describes it. The payload is as_known_now().
CommandPayload plugin_command(const PluginPayload& payload, const PluginOccasion& occasion,
                              const PluginSecrets& secrets);

}  // namespace tasksched::model
