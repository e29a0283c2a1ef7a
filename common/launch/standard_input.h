#pragma once

#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "common/base/unique_fd.h"
#include "common/launch/launch.h"

namespace tasksched::launch {

/// What a program reads: a file in memory that holds `text`, at its beginning, so that nobody has
/// to feed it to the program; without text, /dev/null. It closes on exec.
tl::expected<base::UniqueFd, LaunchFailure> open_standard_input(
    const std::optional<std::string>& text);

}  // namespace tasksched::launch
