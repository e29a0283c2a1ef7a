#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/error.h"
#include "common/model/task_spec.h"
#include "common/model/type_info.h"

namespace tasksched::model {

/// The payload of type `command`: a program with its arguments, or a line for /bin/sh.
/// Exactly one of `argv` and `shell` is set. Texts are UTF-8 without NUL.
struct CommandPayload {
    static const TypeInfo kType;

    std::vector<std::string> argv;
    std::string shell;
    std::string cwd;                                       ///< absolute; empty: the home directory
    std::vector<std::pair<std::string, std::string>> env;  ///< in order; later ones win
    std::optional<std::string> standard_input;             ///< none: /dev/null

    friend bool operator==(const CommandPayload&, const CommandPayload&) = default;
};

/// The largest payload that is stored, in bytes over all its fields.
inline constexpr std::size_t kMaxPayloadBytes = std::size_t{64} * 1024;

/// Checks what the type asks of its payload: kInvalid names the field and what would be right.
base::Result<void> check(const CommandPayload& payload);

/// Sets what `spec` gives, keeps the rest, and checks the whole. Words take the place of a shell
/// line and the other way round; `env` replaces all variables, "none" alone removes them.
base::Result<void> apply_options(const TaskSpec& spec, CommandPayload& payload);

/// One line for lists: the words quoted as a shell would need them, or the shell line. Control
/// characters are escaped.
std::string summary(const CommandPayload& payload);

/// The value of the field, empty where it is not set; none for the name of no field.
std::optional<std::string> field(const CommandPayload& payload, std::string_view name);

std::string to_json(const CommandPayload& payload);
std::vector<std::pair<std::string_view, std::string>> details(const CommandPayload& payload);

}  // namespace tasksched::model
