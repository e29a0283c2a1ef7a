#pragma once

#include <asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

namespace tasksched::daemon {

/// How long the owner of a job that failed waits before it submits the job again.
inline constexpr std::chrono::seconds kPauseAfterFailure{1};

/// How often the store itself failed: no space, input or output. Jobs that failed for a reason of
/// their own, and a store that is busy, do not count.
struct StoreFailures {
    std::int64_t count = 0;  ///< since the daemon's start
    std::string last;        ///< what the last one said
};

/// Who carries the jobs of a StoreQueue out, and how it waits where the store fails. A simulation
/// takes all of it into its own hands.
struct StoreDrive {
    /// A thread of the queue's own; else the owner does, by carry_out_next().
    enum class By { kThread, kOwner };

    By by = By::kThread;

    /// How long the queue goes on asking for the store where another process keeps it busy, before
    /// the job's owner is told.
    std::chrono::milliseconds busy_patience{10'000};

    /// Waits in place of kPauseAfterFailure of the steady clock.
    std::function<asio::awaitable<void>()> pause;
};

}  // namespace tasksched::daemon
