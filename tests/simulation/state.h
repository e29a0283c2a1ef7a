#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "common/time/clock.h"
#include "tests/simulation/drawn_task.h"
#include "tests/simulation/random.h"
#include "tests/simulation/store_model.h"

namespace tasksched::simulation {

/// Time as it is, and as the clock shows it.
struct VirtualClock {
    time::Instant truth{};
    std::chrono::microseconds error{0};

    [[nodiscard]] time::Instant seen() const { return truth + error; }
    [[nodiscard]] time::Second seen_second() const { return time::floor_second(seen()); }

    /// When the clock will show `shown`, if nobody sets it.
    [[nodiscard]] time::Instant truth_of(time::Instant shown) const { return shown - error; }
};

/// What happened, by its name, for the print at the end.
class Counts {
  public:
    void add(std::string_view what, std::int64_t count = 1) {
        if (count == 0) {
            return;
        }
        const auto found = counts_.find(what);
        if (found != counts_.end()) {
            found->second += count;
        } else {
            counts_.emplace(what, count);
        }
    }

    [[nodiscard]] std::int64_t of(std::string_view what) const {
        const auto found = counts_.find(what);
        return found == counts_.end() ? 0 : found->second;
    }

    [[nodiscard]] const auto& all() const { return counts_; }

  private:
    std::map<std::string, std::int64_t, std::less<>> counts_;
};

/// What the parts of the simulation share.
struct State {
    explicit State(std::uint64_t seed) : random(seed), draw(random) {}

    Random random;
    TaskDraw draw;
    VirtualClock clock;
    StoreModel store;
    std::vector<model::TaskId> current;  ///< tasks that are active or paused
    std::vector<model::TaskId> ended;    ///< tasks that are done, until one comes in their place
    Counts counts;
    time::Instant newest_run_at{};  ///< when the newest run was made, by the clock of then
    time::Second calm_since{};      ///< by the clock: nothing has been in the daemon's way since
    std::string problem;            ///< the first rule that was broken; empty: none

    void fail(const std::string& what) {
        if (problem.empty()) {
            problem = what;
        }
    }

    void expect(bool holds, const char* what) {
        if (!holds) {
            fail(what);
        }
    }

    /// Something was in the daemon's way until `end`.
    void disturbed_until(time::Second end) { calm_since = std::max(calm_since, end); }
};

}  // namespace tasksched::simulation
