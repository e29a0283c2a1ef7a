#include "daemon/supervisor/command_attempt.h"

#include <fmt/format.h>
#include <unistd.h>

#include <asio/experimental/awaitable_operators.hpp>
#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include "common/time/duration_text.h"
#include "daemon/process/process_identity.h"
#include "daemon/process/process_watch.h"

namespace tasksched::daemon {
namespace {

using asio::experimental::awaitable_operators::operator&&;
using asio::experimental::awaitable_operators::operator||;
using model::Outcome;
using model::RunReason;
using std::chrono::steady_clock;

/// How long output is read after the program's end while somebody else can still write.
constexpr std::chrono::seconds kDrain{2};

/// How a shell tells that a signal ended what it waited for: as this status and the signal's
/// number.
constexpr int kShellSignalBase = 128;

/// How often an attempt reads before others have their turn.
constexpr int kReadsPerTurn = 16;

}  // namespace

CommandAttempt::CommandAttempt(ChildProcess child, asio::posix::stream_descriptor output,
                               AttemptLimits limits, AttemptControl& control,
                               OutputCapture& capture, std::span<char> buffer)
    : child_(std::move(child)),
      output_(std::move(output)),
      limits_(limits),
      control_(control),
      capture_(capture),
      buffer_(buffer),
      drained_(output_.get_executor()) {}

asio::awaitable<model::AttemptResult> CommandAttempt::run() {
    co_await (read_output() && see_to_end());
    co_return make_result();
}

asio::awaitable<void> CommandAttempt::read_output() {
    while (!output_ended_ && !reading_stopped_) {
        asio::error_code stopped;
        co_await output_.async_wait(asio::posix::stream_descriptor::wait_read,
                                    asio::redirect_error(asio::use_awaitable, stopped));
        output_ended_ = !read_available();
    }
    drained_.cancel();
}

/// Reads what is there, within limits; false once the output is at its end.
bool CommandAttempt::read_available() {
    for (int turn = 0; turn < kReadsPerTurn; ++turn) {
        const ssize_t got = ::read(output_.native_handle(), buffer_.data(), buffer_.size());
        if (got > 0) {
            capture_.append({buffer_.data(), static_cast<std::size_t>(got)});
        } else if (got == 0) {
            return false;
        } else if (errno != EINTR) {
            return true;  // nothing more at present; a pipe knows no other error
        }
    }
    return true;
}

asio::awaitable<void> CommandAttempt::see_to_end() {
    // Whichever of the two is over first ends the other.
    const auto over = co_await (all_ended() || enforce_end());
    const bool abandoned = over.index() == 1;
    if (!abandoned) {
        end_ = co_await child_.reap();
        co_await drain();
    }
    stop_reading();
}

/// Returns when the program has ended and, where its end was forced, all of its group.
asio::awaitable<void> CommandAttempt::all_ended() {
    co_await child_.ended();
    while (forced_by_ != RunReason::kNone) {
        const auto left = find_group_member(child_.pid());
        if (!left) {
            break;
        }
        co_await wait_until_gone(*left);
    }
}

/// Ends the program when its time is over or somebody asks for it; returns when the attempt is
/// abandoned and not before.
asio::awaitable<void> CommandAttempt::enforce_end() {
    std::optional<steady_clock::time_point> deadline;
    if (limits_.timeout) {
        deadline = steady_clock::now() + *limits_.timeout;
    }
    EndRequest request = co_await control_.wait_for_more(EndRequest::kNone, deadline);
    if (request == EndRequest::kAbandon) {
        co_return;
    }
    if (child_.has_ended()) {  // in time, and only the news of it is late
        co_await control_.wait_for_more(EndRequest::kKill, std::nullopt);
        co_return;
    }
    forced_by_ = request == EndRequest::kKill ? RunReason::kKilled : RunReason::kTimeout;
    child_.signal_group(SIGTERM);
    child_.signal_group(SIGCONT);  // a stopped process takes its TERM only when it goes on
    request = co_await control_.wait_for_more(EndRequest::kKill,
                                              steady_clock::now() + limits_.kill_grace);
    if (request == EndRequest::kAbandon) {
        co_return;
    }
    needed_kill_ = true;
    child_.signal_group(SIGKILL);
    co_await control_.wait_for_more(EndRequest::kKill, std::nullopt);
}

asio::awaitable<void> CommandAttempt::drain() {
    co_await (output_at_end() || control_.wait_for_more(EndRequest::kKill, std::nullopt));
}

/// Returns when all output is read, or when there was time enough for it.
asio::awaitable<void> CommandAttempt::output_at_end() {
    if (!output_ended_) {
        drained_.expires_after(kDrain);
        asio::error_code woken;
        co_await drained_.async_wait(asio::redirect_error(asio::use_awaitable, woken));
    }
}

void CommandAttempt::stop_reading() {
    reading_stopped_ = true;
    output_.cancel();
}

std::string CommandAttempt::describe_forced_end() const {
    std::string text = forced_by_ == RunReason::kTimeout
                           ? fmt::format("took longer than its timeout of {}",
                                         time::format_duration(*limits_.timeout))
                           : std::string("ended on request");
    if (needed_kill_) {
        text += fmt::format("; SIGKILL was needed {} after SIGTERM",
                            time::format_duration(limits_.kill_grace));
    }
    return text;
}

std::string CommandAttempt::describe_signal() const {
    const char* name = ::sigdescr_np(*end_.signal);
    return fmt::format("ended by signal {} ({}){}", *end_.signal,
                       name == nullptr ? "without a name" : name,
                       end_.core_dumped ? ", core dumped" : "");
}

/// Whether the program, or one that a shell waited for, came to the end of its CPU time: by
/// SIGXCPU, or by the SIGKILL that follows to one that goes on.
bool CommandAttempt::used_up_cpu_time() const {
    const auto ended_by = [this](int signal) {
        return end_.signal == signal || end_.exit_code == kShellSignalBase + signal;
    };
    return limits_.cpu_time &&
           (ended_by(SIGXCPU) || (ended_by(SIGKILL) && end_.cpu_time >= *limits_.cpu_time));
}

model::AttemptResult CommandAttempt::make_result() {
    model::AttemptResult result;
    result.exit_code = end_.exit_code;
    result.signal = end_.signal;
    if (end_.signal) {
        result.core_dumped = end_.core_dumped;
    }
    result.cpu_time = end_.cpu_time;
    result.peak_memory_bytes = end_.peak_memory_bytes;
    result.output = capture_.take();
    result.reason = forced_by_;
    if (forced_by_ == RunReason::kKilled) {
        result.outcome = Outcome::kPermanent;
        result.detail = describe_forced_end();
    } else if (forced_by_ == RunReason::kTimeout) {
        result.outcome = Outcome::kTransient;
        result.detail = describe_forced_end();
    } else if (used_up_cpu_time()) {
        result.outcome = Outcome::kTransient;
        result.reason = RunReason::kCpuTime;
        result.detail = fmt::format("used more CPU time than its limit of {}",
                                    time::format_duration(*limits_.cpu_time));
    } else if (end_.signal) {
        result.outcome = Outcome::kTransient;
        result.detail = describe_signal();
    } else {
        result.outcome = end_.exit_code == 0 ? Outcome::kSuccess : Outcome::kTransient;
    }
    return result;
}

}  // namespace tasksched::daemon
