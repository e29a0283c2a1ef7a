#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cli/session.h"
#include "common/base/error.h"
#include "common/time/zone.h"

namespace tasksched::cli {

/// The zone of `--tz`; the host's where it is absent. kInvalid, naming the option, for one that is
/// not in the database.
base::Result<time::Zone> read_zone(Session& session, const std::optional<std::string>& name);

/// The TIME that `option` gives, read in `zone`; now where it is absent. What is to be told of it
/// is remarked. kInvalid, naming the option, for one that is none.
base::Result<time::Second> read_time_or_now(Session& session, std::string_view option,
                                            const std::optional<std::string>& text,
                                            const time::Zone& zone);

}  // namespace tasksched::cli
