#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/error.h"
#include "common/model/task_spec.h"

namespace tasksched::model {

/// The payload of type `command`: a program with its arguments, or a line for /bin/sh.
/// Exactly one of `argv` and `shell` is set. Texts are UTF-8 without NUL.
struct CommandPayload {
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

/// The fields by which tasks of the type can be chosen, and their values (empty where not set);
/// none for another name.
inline constexpr std::array<std::string_view, 3> kCommandFields{"cwd", "program", "shell"};
std::optional<std::string> field(const CommandPayload& payload, std::string_view name);

}  // namespace tasksched::model
