#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/rehearsal/surroundings.h"

namespace tasksched::cli {

/// Something that is not the same here and there.
struct Difference {
    std::string name;  ///< of a variable, or "umask", "open files", ...
    bool is_variable = false;
    std::optional<std::string> here;  ///< none: a variable that is not set
    std::optional<std::string> there;

    friend bool operator==(const Difference&, const Difference&) = default;
};

/// How what a program will find differs from what its starter finds: directory, umask, niceness,
/// limits, terminal, then the variables in the order of their names. Values that look secret are
/// "(not shown)".
std::vector<Difference> differences(const Surroundings& here, const Surroundings& there);

/// Whether the value of a variable is to be kept from a screen: its name speaks of a secret, or its
/// value is an address with a password in it.
bool looks_secret(std::string_view name, std::string_view value);

/// One line: "- NAME=VALUE" for a variable that is only here, "+ NAME=VALUE" for one that is only
/// there, "~ NAME=VALUE (here: VALUE)" for one that differs, "~ umask: 022 (here: 077)". Control
/// characters are escaped, and long values cut.
std::string to_line(const Difference& difference);

}  // namespace tasksched::cli
