#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/base/error.h"
#include "common/config/config.h"
#include "common/config/toml_reader.h"
#include "common/schedule/calendars.h"

namespace tasksched::config {

/// Whether the entry belongs to `[calendars.NAME]`, whatever its key, or is that section, empty.
bool is_of_calendars(const Entry& entry);

/// Reads such an entry. kInvalid says what is expected, without key and line.
base::Result<void> read_calendar_entry(const Entry& entry, const std::string& origin,
                                       Config& config);

/// The settings of the calendars, in the order of their names.
std::vector<Setting> calendar_settings(const Config& config);

/// The weekdays of names that were checked when they were read.
schedule::Weekdays weekdays_of(const std::vector<std::string>& names);

}  // namespace tasksched::config
