#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "tests/simulation/daemon_model.h"
#include "tests/simulation/state.h"
#include "tests/simulation/users.h"

namespace tasksched::simulation {

struct Settings {
    std::uint64_t seed = 1;
    int tasks = 1000;
    std::chrono::days span{3653};
};

/// Years of tasks under the scheduler, on a virtual clock, with all that may happen to a machine
/// and its clock. Each step is checked; the first rule that is broken ends it.
class Simulation {
  public:
    explicit Simulation(const Settings& settings);

    void run();

    /// The rule that was broken and when; empty: none.
    [[nodiscard]] const std::string& problem() const { return state_.problem; }
    [[nodiscard]] const Counts& counts() const { return state_.counts; }

  private:
    [[nodiscard]] time::Instant next_event() const;
    void step();
    void disturb();
    void stop_daemon();
    void suspend();
    void set_clock();
    void correct_clock();
    void move_clock(std::chrono::microseconds error);
    [[nodiscard]] time::Instant later(std::chrono::seconds mean);

    Settings settings_;
    State state_;
    DaemonModel daemon_;
    Users users_;
    time::Instant end_;
    time::Instant next_user_;
    time::Instant next_disturbance_;
    std::optional<time::Instant> correction_;   ///< when a clock that is wrong is set right
    std::optional<time::Instant> daemon_back_;  ///< when a daemon that is down is started
};

}  // namespace tasksched::simulation
