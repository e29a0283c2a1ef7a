#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "common/base/error.h"
#include "common/model/command.h"

namespace tasksched::model {

/// What a task carries out, by type. This is the model's registry of types: a new type is one more
/// alternative here, with its check(), apply_options(), summary() and field(), and its name in
/// payload.cpp.
using Payload = std::variant<CommandPayload>;

/// "command".
std::string_view type_name(const Payload& payload);

/// The names of all types.
std::span<const std::string_view> type_names();

/// An empty payload of the type; kInvalid names the known types.
base::Result<Payload> empty_payload(std::string_view type);

base::Result<void> check(const Payload& payload);

/// Sets what `spec` gives, keeps the rest, and checks the whole.
base::Result<void> apply_options(const TaskSpec& spec, Payload& payload);

std::string summary(const Payload& payload);

/// The fields by which tasks can be chosen (`update --all --where FIELD=VALUE`), of all types, and
/// the value of one; none where the type has no such field.
std::span<const std::string_view> payload_fields();
std::optional<std::string> field(const Payload& payload, std::string_view name);

}  // namespace tasksched::model
