#pragma once

#include <optional>
#include <string>

#include "common/time/zone.h"

namespace tasksched::time {

/// Where a host says which zone it is in.
struct HostZoneSources {
    std::optional<std::string> variable;  ///< the environment variable TZ; none where it is not set
    std::string link;                     ///< /etc/localtime, a link into the folder of tzdata
    std::string file;                     ///< /etc/timezone, one line
};

/// The zone that the first of the sources names that names one: TZ, the link, the file; else UTC.
/// As for the C library, an empty TZ is UTC and a ':' may precede its name.
Zone host_zone(const HostZoneSources& sources);

}  // namespace tasksched::time
