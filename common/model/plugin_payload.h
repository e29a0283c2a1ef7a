#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/error.h"
#include "common/model/plugin_type.h"
#include "common/model/task_spec.h"
#include "common/model/type_info.h"

namespace tasksched::model {

/// The payload of all types that plugins bring: the type's name, and the values of its fields in
/// the order of its manifest. What is stored can be shown without the manifest; to check or change
/// it takes one.
struct PluginPayload {
    /// What is known of all those types: its name is no type's.
    static const TypeInfo kType;

    std::string type;
    std::vector<std::pair<std::string, PluginValue>> fields;
    PluginTypePtr known_as;  ///< the type as it is here; null where it is not asked for, or unknown

    friend bool operator==(const PluginPayload& a, const PluginPayload& b) {
        return a.type == b.type && a.fields == b.fields;
    }
};

/// Checks the fields against the type, where that is known: kInvalid names the first that is
/// unknown, missing or wrong.
base::Result<void> check(const PluginPayload& payload);

/// Sets the fields that `--set FIELD=VALUE` gives and keeps the rest; "FIELD=" takes a value away.
/// What is left open is given its default. kInvalid where there is something to set and the type is
/// not known here.
base::Result<void> apply_options(const TaskSpec& spec, PluginPayload& payload);

/// The fields as the manifest of now wants them: all values are read anew, and what is left open
/// gets its default. For a payload that was stored under an older one.
base::Result<PluginPayload> as_known_now(PluginPayload payload, PluginTypePtr type);

/// "channel=ops text='hello world'". A secret is there by its name alone.
std::string summary(const PluginPayload& payload);

std::optional<std::string> field(const PluginPayload& payload, std::string_view name);

/// The fields by their names.
std::string to_json(const PluginPayload& payload);

/// None: the summary says all.
std::vector<std::pair<std::string_view, std::string>> details(const PluginPayload& payload);

}  // namespace tasksched::model
