#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/launch/account.h"
#include "common/launch/environment.h"
#include "common/model/command.h"
#include "common/model/limits.h"

namespace tasksched::launch {

/// All that a program is started with.
struct Program {
    std::vector<std::string> argv;         ///< at least the program
    std::vector<std::string> environment;  ///< NAME=VALUE, all of it
    std::string
        search_path;        ///< as PATH: where a program without a slash in its name is looked for
    std::string directory;  ///< absolute
    std::optional<std::string> standard_input;  ///< none: /dev/null
    model::Limits limits;                       ///< effective ones
    /// Whom it runs as, by the account's name; none: the user of who launches it. With one, a HOME
    /// or a directory that is empty is that of the account.
    std::optional<std::string> user{};

    friend bool operator==(const Program&, const Program&) = default;
};

/// The program of a command: its words, or the shell with its line, with the environment that
/// make_environment() gives it, in its directory or at home.
Program make_program(const Account& account, const Occasion& occasion,
                     const model::CommandPayload& payload, const model::Limits& limits);

}  // namespace tasksched::launch
