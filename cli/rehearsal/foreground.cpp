#include "cli/rehearsal/foreground.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

// The header of glibc 2.36 does not say itself that its functions are C.
extern "C" {
#include <sys/pidfd.h>
}

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <string_view>
#include <utility>

#include "common/base/unique_fd.h"
#include "common/launch/launch.h"
#include "common/launch/standard_input.h"

namespace tasksched::cli {
namespace {

using base::UniqueFd;
using SteadyTime = std::chrono::steady_clock::time_point;

/// How long output is read after the program's end while somebody else can still write.
constexpr std::chrono::seconds kDrainTime{2};

tl::unexpected<base::Error> cannot(std::string_view what) {
    return base::fail(base::ErrorCode::kFailed, "rehearse: cannot {}: {}", what,
                      base::system_error_text(errno));
}

/// The signals by which somebody ends a rehearsal, as a descriptor.
base::Result<UniqueFd> take_end_signals() {
    std::signal(SIGPIPE, SIG_IGN);
    sigset_t signals;
    ::sigemptyset(&signals);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) {
        ::sigaddset(&signals, signal);
    }
    ::sigprocmask(SIG_BLOCK, &signals, nullptr);
    UniqueFd descriptor(::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
    if (!descriptor) {
        return cannot("take signals");
    }
    return descriptor;
}

/// What the program writes on one of its streams, on its way to one of this process.
class PassedOn {
  public:
    explicit PassedOn(int to) : to_(to) {}

    /// The end that the program writes to; it is closed by close_writing().
    base::Result<int> open() {
        std::array<int, 2> ends{};
        if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
            return cannot("make a pipe");
        }
        reading_.reset(ends[0]);
        writing_.reset(ends[1]);
        ::fcntl(reading_.get(), F_SETFL, O_NONBLOCK);
        return writing_.get();
    }
    void close_writing() { writing_.reset(); }

    /// -1 once all is read.
    [[nodiscard]] int descriptor() const { return reading_.get(); }

    /// Passes on what is there.
    void pass_on() {
        std::array<char, std::size_t{16} * 1024> buffer{};
        const ssize_t got = ::read(reading_.get(), buffer.data(), buffer.size());
        if (got > 0) {
            write({buffer.data(), static_cast<std::size_t>(got)});
        } else if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
            reading_.reset();
        }
    }

  private:
    void write(std::string_view bytes) {
        while (!bytes.empty() && is_read_) {
            const ssize_t written = ::write(to_, bytes.data(), bytes.size());
            if (written >= 0) {
                bytes.remove_prefix(static_cast<std::size_t>(written));
            } else if (errno == EAGAIN) {
                pollfd room{.fd = to_, .events = POLLOUT, .revents = 0};
                ::poll(&room, 1, -1);
            } else {
                is_read_ = errno == EINTR;
            }
        }
    }

    int to_;
    UniqueFd reading_;
    UniqueFd writing_;
    bool is_read_ = true;
};

/// A program under way.
class Foreground {
  public:
    explicit Foreground(const ForegroundTime& time) : time_(time) {}

    base::Result<void> start(const launch::Program& program);
    ForegroundEnd see_to_end();

  private:
    [[nodiscard]] bool is_over() const;
    [[nodiscard]] int milliseconds_to_wait() const;
    void heed_time();
    void heed_signals();
    void end_group(bool is_timeout);
    void kill_group();
    ForegroundEnd reap();

    ForegroundTime time_;
    UniqueFd signals_;
    UniqueFd process_;
    PassedOn out_{STDOUT_FILENO};
    PassedOn err_{STDERR_FILENO};
    pid_t pid_ = -1;
    bool has_ended_ = false;
    std::optional<SteadyTime> deadline_;  ///< of the timeout, then of the grace, then of draining
    bool forced_ = false;
    ForegroundEnd end_;
};

base::Result<void> Foreground::start(const launch::Program& program) {
    auto signals = take_end_signals();
    const auto out = out_.open();
    const auto err = err_.open();
    if (!signals || !out || !err) {
        return tl::unexpected(!signals ? signals.error() : !out ? out.error() : err.error());
    }
    signals_ = std::move(*signals);
    const auto not_started = [](const launch::LaunchFailure& failure) {
        return base::fail(base::ErrorCode::kFailed, "{}", failure.detail);
    };
    const auto input = launch::open_standard_input(program.standard_input);
    if (!input) {
        return not_started(input.error());
    }
    const auto pid =
        launch::launch(program, {.standard_input = input->get(), .output = *out, .error = *err});
    if (!pid) {
        return not_started(pid.error());
    }
    pid_ = *pid;
    out_.close_writing();
    err_.close_writing();
    process_.reset(::pidfd_open(pid_, 0));
    if (!process_) {
        const auto failed = cannot("watch the program, so it was killed");
        kill_group();
        reap();
        return failed;
    }
    if (time_.timeout) {
        deadline_ = std::chrono::steady_clock::now() + *time_.timeout;
    }
    return {};
}

bool Foreground::is_over() const {
    return has_ended_ && out_.descriptor() < 0 && err_.descriptor() < 0;
}

int Foreground::milliseconds_to_wait() const {
    if (!deadline_) {
        return -1;
    }
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(*deadline_ - std::chrono::steady_clock::now());
    constexpr std::int64_t kMost = 60'000;
    return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, kMost));
}

ForegroundEnd Foreground::see_to_end() {
    while (!is_over()) {
        std::array<pollfd, 4> watched{{
            {.fd = has_ended_ ? -1 : process_.get(), .events = POLLIN, .revents = 0},
            {.fd = out_.descriptor(), .events = POLLIN, .revents = 0},
            {.fd = err_.descriptor(), .events = POLLIN, .revents = 0},
            {.fd = signals_.get(), .events = POLLIN, .revents = 0},
        }};
        ::poll(watched.data(), watched.size(), milliseconds_to_wait());
        if (watched[1].revents != 0) {
            out_.pass_on();
        }
        if (watched[2].revents != 0) {
            err_.pass_on();
        }
        if (watched[3].revents != 0) {
            heed_signals();
        }
        if (watched[0].revents != 0) {
            has_ended_ = true;
            if (!forced_ || !deadline_) {
                deadline_ = std::chrono::steady_clock::now() + kDrainTime;
            }
        }
        if (deadline_ && std::chrono::steady_clock::now() >= *deadline_) {
            if (has_ended_) {
                break;
            }
            heed_time();
        }
    }
    if (forced_) {
        kill_group();  // whatever is left of it; the pid is not reaped, so it is nobody else's
    }
    return reap();
}

void Foreground::heed_time() {
    if (!forced_) {
        end_group(true);
    } else {
        end_.needed_kill = true;
        kill_group();
        deadline_.reset();
    }
}

void Foreground::heed_signals() {
    signalfd_siginfo told{};
    while (::read(signals_.get(), &told, sizeof(told)) == static_cast<ssize_t>(sizeof(told))) {
        if (!forced_) {
            end_group(false);
        } else {
            kill_group();
        }
    }
}

void Foreground::end_group(bool is_timeout) {
    forced_ = true;
    end_.timed_out = is_timeout;
    ::kill(-pid_, SIGTERM);
    ::kill(-pid_, SIGCONT);  // a stopped process takes its TERM only when it goes on
    deadline_ = std::chrono::steady_clock::now() + time_.kill_grace;
}

void Foreground::kill_group() { ::kill(-pid_, SIGKILL); }

ForegroundEnd Foreground::reap() {
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    if (WIFSIGNALED(status)) {
        end_.signal = WTERMSIG(status);
        end_.core_dumped = WCOREDUMP(status);
    } else {
        end_.exit_code = WEXITSTATUS(status);
    }
    return end_;
}

}  // namespace

base::Result<ForegroundEnd> run_in_foreground(const launch::Program& program,
                                              const ForegroundTime& time) {
    Foreground foreground(time);
    if (auto started = foreground.start(program); !started) {
        return tl::unexpected(started.error());
    }
    return foreground.see_to_end();
}

}  // namespace tasksched::cli
