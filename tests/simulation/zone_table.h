#pragma once

#include <chrono>
#include <memory>
#include <vector>

#include "common/time/zone.h"

namespace tasksched::simulation {

/// The years that the simulated clock may show, with room around them.
inline constexpr time::Second kFirstInstant =
    std::chrono::sys_days{std::chrono::year{2014} / 1 / 1};
inline constexpr time::Second kLastInstant = std::chrono::sys_days{std::chrono::year{2060} / 1 / 1};

/// What the clocks of a zone show in those years, as a list of stretches of one offset each: a
/// second way from local times to instants, beside time::Zone::lookup.
class ZoneTable {
  public:
    explicit ZoneTable(time::Zone zone);

    [[nodiscard]] const time::Zone& zone() const { return zone_; }

    [[nodiscard]] time::Local local(time::Second at) const;

    /// The instants at which the clock shows `local`, the earliest first: none, one, or two.
    [[nodiscard]] std::vector<time::Second> instants(time::Local local) const;

    /// The one instant of a `local` that is counted by the calendar: the first of two, or, where
    /// the clock is moved over it, that at which it is moved.
    [[nodiscard]] time::Second first_instant(time::Local local) const;

  private:
    struct Stretch {
        time::Second begin;
        std::chrono::seconds offset;
    };

    /// The stretch in which `at` lies.
    [[nodiscard]] std::size_t stretch_at(time::Second at) const;

    time::Zone zone_;
    std::vector<Stretch> stretches_;
};

/// The tables of all zones of the world.
std::vector<std::shared_ptr<const ZoneTable>> all_zones();

}  // namespace tasksched::simulation
