#include "tests/simulation/simulation.h"

#include <fmt/format.h>

#include <algorithm>

#include "common/time/time_text.h"

namespace tasksched::simulation {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using time::Instant;

constexpr Instant kBegin = std::chrono::sys_days{std::chrono::year{2026} / 1 / 1};

/// Means between what happens.
constexpr hours kBetweenUserActs{2};
constexpr days kBetweenDisturbances{3};

/// So many steps without time going on are a daemon that spins.
constexpr int kMostStepsAtOnce = 10'000;

}  // namespace

Simulation::Simulation(const Settings& settings)
    : settings_(settings),
      state_(settings.seed),
      daemon_(state_, [this](model::TaskId id) { users_.edit(id); }),
      users_(state_, daemon_),
      end_(kBegin + settings.span) {
    state_.clock.truth = kBegin;
    next_user_ = later(kBetweenUserActs);
    next_disturbance_ = later(kBetweenDisturbances);
}

/// An instant that is `mean` away in the mean.
Instant Simulation::later(seconds mean) {
    return state_.clock.truth + seconds{state_.random.number(1, 2 * mean.count())} +
           microseconds{state_.random.number(0, 999'999)};
}

void Simulation::run() {
    for (int i = 0; i < settings_.tasks; ++i) {
        users_.add();
    }
    daemon_.begin();
    int at_once = 0;
    while (state_.clock.truth < end_ && state_.problem.empty()) {
        const Instant next = std::max(next_event(), state_.clock.truth);
        at_once = next == state_.clock.truth ? at_once + 1 : 0;
        state_.expect(at_once < kMostStepsAtOnce, "the daemon spins");
        state_.clock.truth = next;
        step();
        state_.counts.add("steps");
    }
    if (!state_.problem.empty()) {
        state_.problem =
            fmt::format("{} (by the clock; truly {}): {}",
                        time::format_instant(state_.clock.seen(), time::Zone()),
                        time::format_instant(state_.clock.truth, time::Zone()), state_.problem);
    }
}

Instant Simulation::next_event() const {
    Instant next = std::min({end_, next_user_, next_disturbance_});
    for (const auto& maybe : {correction_, daemon_back_, daemon_.lives().next_end()}) {
        next = maybe ? std::min(next, *maybe) : next;
    }
    return daemon_.is_up() ? std::min(next, daemon_.next_wake()) : next;
}

void Simulation::step() {
    const Instant now = state_.clock.truth;
    if (daemon_back_ && *daemon_back_ <= now) {
        daemon_back_.reset();
        daemon_.begin();
    }
    daemon_.lives().end_processes(daemon_.is_up());
    if (correction_ && *correction_ <= now) {
        correct_clock();
    }
    if (next_user_ <= now) {
        users_.act();
        next_user_ = later(kBetweenUserActs);
    }
    if (next_disturbance_ <= now) {
        disturb();
        next_disturbance_ = later(kBetweenDisturbances);
    }
    users_.replace_ended();
    if (daemon_.is_up()) {
        daemon_.work();
    }
    users_.replace_ended();
}

void Simulation::disturb() {
    const int what = state_.random.small(0, 99);
    if (what < 40) {
        stop_daemon();
    } else if (what < 70) {
        suspend();
    } else {
        set_clock();
    }
}

/// At once, or after some time, the daemon is started again; or the machine with it.
void Simulation::stop_daemon() {
    if (!daemon_.is_up()) {
        return;
    }
    daemon_.die();
    state_.counts.add("restarts of the daemon");
    if (state_.random.chance(30)) {
        daemon_.lives().kill_all();
        state_.counts.add("reboots");
    }
    const bool at_once = state_.random.chance(50);
    const auto down = at_once ? seconds{0} : state_.random.spread(seconds{1}, days{20});
    state_.counts.add("downtimes", at_once ? 0 : 1);
    daemon_back_ = state_.clock.truth + down;
}

void Simulation::suspend() {
    const seconds how_long = state_.random.spread(seconds{5}, days{3});
    state_.clock.truth += how_long;
    daemon_.lives().suspend(how_long);
    state_.disturbed_until(state_.clock.seen_second() + seconds{1});
    state_.counts.add("suspends");
}

/// By seconds mostly, by hours often, by days or years now and then; the larger, the surer it is
/// set right again.
void Simulation::set_clock() {
    const int size = state_.random.small(0, 99);
    seconds by{0};
    if (size < 50) {
        by = state_.random.spread(seconds{1}, minutes{5});
    } else if (size < 85) {
        by = state_.random.spread(minutes{5}, hours{13});
    } else if (size < 97) {
        by = state_.random.spread(hours{13}, days{60});
    } else {
        by = state_.random.spread(days{365}, days{5 * 365});
    }
    const bool back = state_.random.chance(50);
    const auto error = microseconds{back ? -by : by} + microseconds{state_.random.number(0, 999)};
    move_clock(error);
    if (size >= 85 || state_.random.chance(70)) {
        correction_ = state_.clock.truth + state_.random.spread(minutes{1}, days{2});
    }
}

void Simulation::correct_clock() {
    correction_.reset();
    move_clock(microseconds{0});
}

void Simulation::move_clock(microseconds error) {
    state_.counts.add(error < state_.clock.error ? "clock steps back" : "clock steps ahead");
    state_.clock.error = error;
    daemon_.clock_was_set();
}

}  // namespace tasksched::simulation
