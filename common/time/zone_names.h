#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tasksched::time {

/// Whether `name` has the form of a zone's name and is the name of a file of the system's tzdata
/// that stands for a place: no path, no POSIX form, no "localtime", no "posix/..." copy.
bool is_zone_name(std::string_view name);

/// The zone that was probably meant by `name`, which is none: in another case, the last part alone
/// ("paris"), or misspelt. Reads the list of zones; none where nothing is near.
std::optional<std::string> suggest_zone(std::string_view name);

}  // namespace tasksched::time
