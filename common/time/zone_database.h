#pragma once

#include <string>
#include <string_view>

namespace tasksched::time {

/// The path of a file in the time zone database: below TZDIR where that is an absolute path
/// (tzset(3)), else below the system's own. Abseil looks there, too.
std::string zone_file(std::string_view name);

/// A text that changes when the file of any zone is changed or replaced, as by an update of tzdata;
/// empty where there is no database. Looks at some 600 files without reading them: about 2 ms.
std::string zone_rules_stamp();

}  // namespace tasksched::time
