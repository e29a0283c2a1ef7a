#pragma once

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <optional>

namespace tasksched::support {

/// A kind of call of the database engine to its files; kinds are combined with `|`.
enum FaultCall : std::uint32_t {
    kOpenCall = 1,
    kReadCall = 2,
    kWriteCall = 4,
    kTruncateCall = 8,
    kSyncCall = 16,
    kDeleteCall = 32,
    kLockCall = 64,  ///< of the log's index: the engine finds it busy
    kMapCall = 128,  ///< of the log's index into memory
};

/// Every call that changes what stands on the disk, or opens it.
inline constexpr std::uint32_t kChangingCalls =
    kOpenCall | kWriteCall | kTruncateCall | kSyncCall | kDeleteCall;

/// What becomes of a call that is struck.
enum class FaultOutcome : int {
    kFail,            ///< it fails, and has done nothing
    kFailHalfway,     ///< it fails, and a write has written its first half
    kFailAfterwards,  ///< it has done all, and fails all the same
    kCrash,           ///< the process ends before it, with kCrashStatus
    kCrashHalfway,    ///< ... when a write has written its first half
    kCrashAfterwards,
    kLosePower,  ///< the process ends before it, and what was written and not synced is gone
};

/// The exit status of a process that a fault ended.
inline constexpr int kCrashStatus = 99;

/// Which calls are struck, and how.
struct Fault {
    std::uint32_t calls = kChangingCalls;
    std::int64_t nth = 1;     ///< of those calls, from 1
    std::int64_t every = 0;   ///< and from there on each so-manieth; 0: no other one
    std::int64_t one_in = 0;  ///< instead of both: at random, one in so many; 0: not at random
    std::uint64_t seed = 1;   ///< for these
    FaultOutcome outcome = FaultOutcome::kFail;
    int system_error = EIO;  ///< what the system is to have said; ENOSPC is a full disk
};

/// The fault that is armed, for one thread or one process that reads it and another that sets it:
/// it may lie in memory that they share. All zero is none.
class FaultPlan {
  public:
    /// Counts from here on.
    void arm(const Fault& fault);
    void disarm() { calls_ = 0; }

    /// What is to become of this call, which is counted; none: it is carried out.
    std::optional<FaultOutcome> strike(FaultCall call);

    [[nodiscard]] int system_error() const { return system_error_; }

    /// How many calls of the armed kinds there were since arm(), and how many were struck.
    [[nodiscard]] std::int64_t counted() const { return counted_; }
    [[nodiscard]] std::int64_t struck() const { return struck_; }

  private:
    std::atomic<std::uint32_t> calls_{0};
    std::atomic<std::int64_t> nth_{0};
    std::atomic<std::int64_t> every_{0};
    std::atomic<std::int64_t> one_in_{0};
    std::atomic<std::uint64_t> random_{0};
    std::atomic<FaultOutcome> outcome_{FaultOutcome::kFail};
    std::atomic<int> system_error_{0};
    std::atomic<std::int64_t> counted_{0};
    std::atomic<std::int64_t> struck_{0};
};

/// The plan that lies in the file at `path`, which is made where it is missing; it stays mapped
/// until the process ends. Throws std::runtime_error where that fails.
FaultPlan& shared_plan(const char* path);

}  // namespace tasksched::support
