#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

#include "common/time/clock.h"

namespace tasksched::simulation {

/// What happened in one step.
enum class Step : std::uint8_t {
    kHandler,      ///< a handler of the daemon's loop ran
    kTransaction,  ///< the store carried out what was submitted
    kStoreFailed,  ///< it was told that this failed
    kOrderRead,    ///< the supervisor read a message of the daemon
    kSpawned,      ///< it started a process
    kExitSeen,     ///< it saw the end of one
    kEndTold,      ///< it told the end to the daemon
    kReportRead,   ///< the daemon read a message of the supervisor
    kConnected,    ///< the daemon found the supervisor, or started one
    kRecorded,     ///< a run stands differently in the store
    kEvent,        ///< something happened by itself: the end of a process, an act of a user
    kTimePassed,   ///< nothing was left to be done before
    kDaemonKilled,
    kSupervisorKilled,
    kRebooted,
    kDaemonStarted,
    kClockSet,
};

inline constexpr std::size_t kSteps = static_cast<std::size_t>(Step::kClockSet) + 1;

std::string_view to_string(Step step);

/// The steps of a simulation: a hash over all of them, which tells two runs of the same seed apart,
/// and the last ones for people.
class Trace {
  public:
    void add(time::Instant at, Step step, std::int64_t subject = 0, std::int64_t detail = 0);

    [[nodiscard]] std::uint64_t hash() const { return hash_; }
    [[nodiscard]] std::int64_t length() const { return length_; }
    [[nodiscard]] std::int64_t count(Step step) const {
        return counts_.at(static_cast<std::size_t>(step));
    }

    /// The last steps, a line each.
    [[nodiscard]] std::string last() const;

  private:
    struct Entry {
        time::Instant at;
        Step step = Step::kHandler;
        std::int64_t subject = 0;
        std::int64_t detail = 0;
    };

    std::array<Entry, 60> entries_{};
    std::array<std::int64_t, kSteps> counts_{};
    std::int64_t length_ = 0;
    std::uint64_t hash_ = 0xcbf29ce484222325;
};

}  // namespace tasksched::simulation
