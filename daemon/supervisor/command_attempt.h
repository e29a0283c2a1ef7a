#pragma once

#include <asio/awaitable.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <asio/steady_timer.hpp>
#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "common/model/run.h"
#include "daemon/plugins/attempt_control.h"
#include "daemon/process/child_process.h"
#include "daemon/supervisor/output_capture.h"

namespace tasksched::daemon {

/// How long an attempt may take.
struct AttemptLimits {
    std::optional<std::chrono::seconds> timeout;   ///< to the first TERM
    std::chrono::seconds kill_grace{10};           ///< from TERM to KILL
    std::optional<std::chrono::seconds> cpu_time;  ///< to SIGXCPU; the system sees to it
};

/// One attempt from the start of its program to its end. The attempt is over when the program has
/// ended and its output is read; where others that it left behind hold the output open, reading
/// goes on for two seconds at most. What it leaves behind after an end of its own goes on. Where
/// the end is forced (timeout, kill) it comes to the whole group: TERM, and KILL after the grace
/// to whatever is left; then the attempt is over when the last of the group has gone.
class CommandAttempt {
  public:
    /// `output` is the reading end of the pipe, non-blocking; what comes from it goes into
    /// `capture`. `buffer` is for reading and may be shared with other attempts of the same loop.
    /// `control`, `capture` and `buffer` outlive the object.
    CommandAttempt(ChildProcess child, asio::posix::stream_descriptor output, AttemptLimits limits,
                   AttemptControl& control, OutputCapture& capture, std::span<char> buffer);

    /// Once.
    asio::awaitable<model::AttemptResult> run();

  private:
    asio::awaitable<void> read_output();
    bool read_available();
    asio::awaitable<void> see_to_end();
    asio::awaitable<void> all_ended();
    asio::awaitable<void> enforce_end();
    asio::awaitable<void> drain();
    asio::awaitable<void> output_at_end();
    void stop_reading();
    [[nodiscard]] std::string describe_forced_end() const;
    [[nodiscard]] std::string describe_signal() const;
    [[nodiscard]] bool used_up_cpu_time() const;
    model::AttemptResult make_result();

    ChildProcess child_;
    asio::posix::stream_descriptor output_;
    AttemptLimits limits_;
    AttemptControl& control_;
    OutputCapture& capture_;
    std::span<char> buffer_;
    bool output_ended_ = false;
    bool reading_stopped_ = false;
    asio::steady_timer drained_;
    model::RunReason forced_by_ = model::RunReason::kNone;  ///< kTimeout or kKilled, once forced
    bool needed_kill_ = false;
    ChildEnd end_;
};

}  // namespace tasksched::daemon
