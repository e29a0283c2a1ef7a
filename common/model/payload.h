#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "common/base/error.h"
#include "common/model/command.h"
#include "common/model/http.h"
#include "common/model/payment.h"
#include "common/model/type_info.h"

namespace tasksched::model {

/// What a task carries out, by type. This is the model's registry of types: a new type is one more
/// alternative here. Each is a struct with a static `kType`, and has, beside it, check(),
/// apply_options(), summary(), field(), to_json() and details() as they are declared below.
using Payload = std::variant<CommandPayload, PaymentPayload, HttpPayload>;

/// The types of this build, in the order of Payload's alternatives.
std::span<const TypeInfo* const> types();

/// That of the payload.
const TypeInfo& type_of(const Payload& payload);

/// The type of that name; null where there is none.
const TypeInfo* find_type(std::string_view name);

/// The option of that name; of several types that have it, the first one's. Null where none has it.
const TypeOption* find_type_option(std::string_view name);

/// "command".
std::string_view type_name(const Payload& payload);

/// An empty payload of the type; kInvalid names the known types.
base::Result<Payload> empty_payload(std::string_view type);

base::Result<void> check(const Payload& payload);

/// Sets what `spec` gives, keeps the rest, and checks the whole. An option that is none of the
/// type's is refused.
base::Result<void> apply_options(const TaskSpec& spec, Payload& payload);

/// One line for lists, without control characters and secrets.
std::string summary(const Payload& payload);

/// The fields by which tasks can be chosen (`update --all --where FIELD=VALUE`), of all types, and
/// the value of one; none where the type has no such field.
std::vector<std::string_view> payload_fields();
std::optional<std::string> field(const Payload& payload, std::string_view name);

/// Whether the payload has all these values. A field that its type does not have has none. A type
/// whose fields can have several values at a time has a has_fields() of its own.
bool matches(const Payload& payload, std::span<const FieldValue> wanted);

/// The payload as a JSON object, for `--json`.
std::string to_json(const Payload& payload);

/// Its parts beside the summary, by name, for `show`.
using PayloadDetails = std::vector<std::pair<std::string_view, std::string>>;
PayloadDetails details(const Payload& payload);

}  // namespace tasksched::model
