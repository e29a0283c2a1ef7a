#pragma once

#include <optional>
#include <string_view>

#include "common/base/error.h"
#include "common/model/task_spec.h"

namespace tasksched::crontab {

/// What follows `tasksched:` in a comment; none where the comment is an ordinary one. `comment` is
/// the line from its `#` on.
std::optional<std::string_view> options_in(std::string_view comment);

/// Reads `name=backup retries=3 timeout=1h notify=ops@example.org`: policies, limits and a name of
/// `tasksched schedule`, by the names of the long options. A value with blanks stands between
/// quotes. They are added to `spec`; kInvalid names the option, and what would be right.
base::Result<void> add_options(std::string_view text, model::TaskSpec& spec);

}  // namespace tasksched::crontab
