#include "tests/simulation/zone_table.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>

namespace tasksched::simulation {
namespace {

using std::chrono::seconds;
using time::Local;
using time::Second;

/// More than any clock is ahead of or behind UTC.
constexpr std::chrono::hours kMostOffset{26};

Second as_utc(Local local) { return Second{local.time_since_epoch()}; }

seconds offset_at(const time::Zone& zone, Second at) {
    return zone.local_time(at).time_since_epoch() - at.time_since_epoch();
}

}  // namespace

ZoneTable::ZoneTable(time::Zone zone) : zone_(std::move(zone)) {
    stretches_.push_back({kFirstInstant, offset_at(zone_, kFirstInstant)});
    for (auto change = zone_.next_change(kFirstInstant); change && *change < kLastInstant;
         change = zone_.next_change(*change)) {
        stretches_.push_back({*change, offset_at(zone_, *change)});
    }
}

std::size_t ZoneTable::stretch_at(Second at) const {
    const auto after = std::upper_bound(
        stretches_.begin(), stretches_.end(), at,
        [](Second instant, const Stretch& stretch) { return instant < stretch.begin; });
    const auto place = after - stretches_.begin();
    return place == 0 ? 0 : static_cast<std::size_t>(place - 1);
}

Local ZoneTable::local(Second at) const {
    return Local{at.time_since_epoch() + stretches_[stretch_at(at)].offset};
}

std::vector<Second> ZoneTable::instants(Local local) const {
    std::vector<Second> found;
    const std::size_t last = stretch_at(as_utc(local) + kMostOffset);
    for (std::size_t i = stretch_at(as_utc(local) - kMostOffset); i <= last; ++i) {
        const Second at = as_utc(local) - stretches_[i].offset;
        const bool begun = i == 0 || at >= stretches_[i].begin;
        const bool over = i + 1 < stretches_.size() && at >= stretches_[i + 1].begin;
        if (begun && !over) {
            found.push_back(at);
        }
    }
    return found;
}

Second ZoneTable::first_instant(Local local) const {
    if (const auto shown = instants(local); !shown.empty()) {
        return shown.front();
    }
    // The clock is moved over it by the stretch that begins later on the clock than it.
    const std::size_t first = stretch_at(as_utc(local) - kMostOffset);
    for (std::size_t i = first + 1; i < stretches_.size(); ++i) {
        if (stretches_[i].begin.time_since_epoch() + stretches_[i].offset >
            local.time_since_epoch()) {
            return stretches_[i].begin;
        }
    }
    return kLastInstant;
}

std::vector<std::shared_ptr<const ZoneTable>> all_zones() {
    std::vector<std::shared_ptr<const ZoneTable>> zones{
        std::make_shared<const ZoneTable>(time::Zone())};
    std::ifstream table("/usr/share/zoneinfo/zone1970.tab");
    for (std::string line; std::getline(table, line);) {
        std::istringstream columns(line);
        std::string countries;
        std::string place;
        std::string name;
        if (line.starts_with('#') || !(columns >> countries >> place >> name)) {
            continue;
        }
        if (auto zone = time::Zone::load(name)) {
            zones.push_back(std::make_shared<const ZoneTable>(std::move(*zone)));
        }
    }
    return zones;
}

}  // namespace tasksched::simulation
