#include "daemon/supervisor/carrying.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <asio/posix/stream_descriptor.hpp>
#include <asio/this_coro.hpp>
#include <cerrno>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

#include "common/base/error.h"
#include "common/base/unique_fd.h"
#include "common/launch/launch.h"
#include "common/launch/standard_input.h"
#include "common/time/clock.h"
#include "daemon/process/child_process.h"
#include "daemon/process/process_identity.h"
#include "daemon/supervisor/command_attempt.h"

namespace tasksched::daemon {
namespace {

using base::UniqueFd;

template <typename T>
using Launched = tl::expected<T, launch::LaunchFailure>;

tl::unexpected<launch::LaunchFailure> failed(std::string_view what, int error) {
    return tl::unexpected(launch::system_failure(what, error));
}

/// Where the program writes and we read; only our end never blocks.
struct OutputPipe {
    UniqueFd reading;
    UniqueFd writing;
};

Launched<OutputPipe> make_output_pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        return failed("make a pipe for the output", errno);
    }
    OutputPipe pipe{.reading = UniqueFd(ends[0]), .writing = UniqueFd(ends[1])};
    if (::fcntl(pipe.reading.get(), F_SETFL, O_NONBLOCK) != 0) {
        return failed("set up the pipe for the output", errno);
    }
    return pipe;
}

/// A program under way and the end of the pipe that it writes to.
struct Running {
    ChildProcess child;
    UniqueFd output;
};

asio::awaitable<Launched<Running>> start_program(const Order& order, Launcher& launcher) {
    auto input = launch::open_standard_input(order.program.standard_input);
    if (!input) {
        co_return tl::unexpected(input.error());
    }
    auto pipe = make_output_pipe();
    if (!pipe) {
        co_return tl::unexpected(pipe.error());
    }
    launch::Program program = order.program;
    ProgramStreams streams{.input = std::move(*input), .output = std::move(pipe->writing)};
    const auto pid = co_await launcher.launch(std::move(program), std::move(streams));
    if (!pid) {
        co_return tl::unexpected(pid.error());
    }
    auto child = ChildProcess::watch(co_await asio::this_coro::executor, *pid);
    if (!child) {
        discard_child(*pid);
        co_return failed("watch the program, so it was killed", child.error());
    }
    co_return Running{.child = std::move(*child), .output = std::move(pipe->reading)};
}

}  // namespace

asio::awaitable<model::AttemptResult> carry_out(const Order& order, Launcher& launcher,
                                                AttemptControl& control, OutputCapture& output,
                                                std::span<char> buffer) {
    const auto loop = co_await asio::this_coro::executor;
    auto running = co_await start_program(order, launcher);
    if (!running) {
        auto& [outcome, detail] = running.error();
        co_return model::not_started(outcome, std::move(detail));
    }
    if (const auto identity = identify_process(running->child.pid())) {
        control.started(*identity);
    }
    CommandAttempt attempt(std::move(running->child),
                           asio::posix::stream_descriptor(loop, running->output.release()),
                           {.timeout = order.timeout,
                            .kill_grace = order.kill_grace,
                            .cpu_time = order.program.limits.cpu_time},
                           control, output, buffer);
    co_return co_await attempt.run();
}

}  // namespace tasksched::daemon
