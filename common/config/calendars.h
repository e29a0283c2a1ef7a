#pragma once

#include <string>

#include "common/base/error.h"
#include "common/config/config.h"
#include "common/schedule/calendars.h"

namespace tasksched::config {

/// The calendars that `config` names, and the built-in ones. Reads their files; a path that is not
/// absolute is meant from the directory of tasksched.toml. kInvalid names the line of the
/// configuration, the file and what is wrong with it: it cannot be read, is larger than 4 MiB, or
/// is no iCalendar.
base::Result<schedule::Calendars> read_calendars(const Config& config);

}  // namespace tasksched::config
