#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>

namespace tasksched::daemon {

/// How long a launch waits for the program launched before it to end, where many are to be
/// launched. Whether programs that run side by side are started sooner than one after the other
/// differs by machine and by program: they share the cores, and contend for the page tables. A
/// small program took 0.75 of its time apart on one machine of two cores, twice that time on
/// another. So both are measured while launches are waiting: the quicker way is used, and now and
/// then the other one is tried for a window. A program that takes longer than kLongest ends that
/// trial at once.
class Pacing {
  public:
    using Instant = std::chrono::steady_clock::time_point;

    static constexpr std::chrono::milliseconds kLongest{10};

    /// A window: so many launches one way, of which the first ones are left out, since what was
    /// launched the other way still runs.
    static constexpr int kSettling = 16;
    static constexpr int kWindow = 64;

    /// The pause after a launch at `now` behind which another one waits.
    std::chrono::milliseconds pause_after(Instant now);

    /// A pause came to its end before the program did.
    void took_longer();

    /// No launch is waiting: what was measured of this window says nothing.
    void idle() { launched_ = 0; }

  private:
    enum Way : std::size_t { kTogether, kApart };

    static constexpr int kFirstTry = 4;
    static constexpr int kLastTry = 64;

    [[nodiscard]] Way other() const { return way_ == kTogether ? kApart : kTogether; }
    void decide(std::chrono::nanoseconds cost);

    Way way_ = kTogether;
    int launched_ = 0;  ///< in this window
    Instant settled_at_{};
    std::array<std::optional<std::chrono::nanoseconds>, 2> cost_;  ///< of a launch, by way
    bool trying_ = false;                                          ///< this way, for a window
    int windows_ = 0;  ///< since the other way was tried
    int try_after_ = kFirstTry;
};

}  // namespace tasksched::daemon
