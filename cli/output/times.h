#pragma once

#include <optional>
#include <string>

#include "cli/output/style.h"
#include "common/time/clock.h"
#include "common/time/zone.h"

namespace tasksched::cli {

/// Prints instants for lists: RFC 3339 with the offset of the host's zone, and on a terminal how
/// far that is from now.
class TimePrinter {
  public:
    TimePrinter(time::Zone zone, time::Second now, const Style& style)
        : zone_(std::move(zone)), now_(now), relative_(style.terminal) {}

    /// Empty for none.
    [[nodiscard]] std::string print(std::optional<time::Second> instant) const;

    /// With its fraction of a second in a pipe, without it on a terminal.
    [[nodiscard]] std::string print(std::optional<time::Instant> instant) const;

  private:
    time::Zone zone_;
    time::Second now_;
    bool relative_;
};

}  // namespace tasksched::cli
