#include "daemon/plugins/command/supervisor_link.h"

#include <fmt/format.h>
#include <spawn.h>
#include <unistd.h>

#include <array>
#include <asio/experimental/awaitable_operators.hpp>
#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>
#include <filesystem>
#include <system_error>
#include <utility>

#include "common/base/check.h"
#include "common/ipc/bind_socket.h"
#include "common/ipc/daemon_lock.h"
#include "daemon/log.h"
#include "daemon/process/child_process.h"
#include "daemon/process/core_dumps.h"

namespace tasksched::daemon {
namespace {

using asio::experimental::awaitable_operators::operator||;
using Result = std::optional<model::AttemptResult>;

/// Between two attempts to find or start a supervisor.
constexpr std::chrono::seconds kBetweenTries{1};

/// How often the first connection is tried for: a supervisor may be killed while it starts.
constexpr int kMostAtStart = 3;

/// Supervisors from this version on set the limits of programs.
constexpr std::int64_t kFirstWithLimits = 1;

/// Supervisors from this version on run programs as other users; an earlier one would run them as
/// its own.
constexpr std::int64_t kFirstWithUsers = 2;

/// An older supervisor goes on for as long as it has something to do, beyond an upgrade of the
/// daemon, and passes over what it does not know.
model::AttemptResult not_understood(std::string_view what) {
    return model::not_started(
        model::Outcome::kTransient,
        fmt::format("cannot {}: the supervisor is of an older version; it ends when what it "
                    "carries out is over and the daemon is stopped",
                    what));
}

/// execve(2) does not write to what it takes as char*.
char* writable(const std::string& text) {
    return const_cast<char*>(text.c_str());  // NOLINT: see above
}

}  // namespace

/// Somebody who waits for the end of an attempt.
struct SupervisorLink::Waiting {
    AttemptControl& control;
    asio::steady_timer over;
    Result result{};
    bool is_over = false;

    void end(Result with) {
        result = std::move(with);
        is_over = true;
        over.cancel();
    }
};

SupervisorLink::SupervisorLink(asio::io_context& loop, Places places, std::string daemon_instance)
    : loop_(loop),
      places_(std::move(places)),
      daemon_instance_(std::move(daemon_instance)),
      output_(loop),
      connected_(loop, asio::steady_timer::time_point::max()),
      pause_(loop) {}

SupervisorLink::~SupervisorLink() = default;

asio::awaitable<void> SupervisorLink::run() {
    for (int failures = 0; !stopped_;) {
        if (co_await connect()) {
            failures = 0;
            co_await listen();
            continue;
        }
        const base::Result<void> started = co_await start_supervisor();
        if (started) {
            continue;
        }
        ++failures;
        if (!ever_connected_ && failures == kMostAtStart) {
            failure_ = started.error();
            stop();
            co_return;
        }
        if (failures == 1) {
            log_error("{}; trying again every second", started.error().message);
        }
        pause_.expires_after(kBetweenTries);
        asio::error_code woken;
        co_await pause_.async_wait(asio::redirect_error(asio::use_awaitable, woken));
    }
}

void SupervisorLink::stop() {
    stopped_ = true;
    pause_.cancel();
    connected_.cancel();
    if (channel_) {
        channel_->send(Goodbye{});
    }
}

/// Says Hello to a supervisor that is there and waits for its Welcome. It may be that of a daemon
/// that had another runtime directory.
asio::awaitable<bool> SupervisorLink::connect() {
    auto socket = ipc::connect_stream(places_.socket);
    if (const auto elsewhere = socket ? std::nullopt : ipc::address_of_holder(places_.lock)) {
        socket = ipc::connect_stream(*elsewhere);
    }
    if (!socket) {
        co_return false;
    }
    channel_ = std::make_shared<Channel>(loop_.get_executor(), std::move(*socket));
    channel_->send(Hello{daemon_instance_});
    const auto answer = co_await channel_->receive();
    if (!answer || !std::holds_alternative<Welcome>(*answer)) {
        channel_->close();
        channel_.reset();
        co_return false;
    }
    welcome(std::get<Welcome>(*answer));
    co_return true;
}

/// What this daemon waits for and the supervisor does not know went down with an earlier one.
void SupervisorLink::welcome(Welcome welcome) {
    log_info("supervisor {} carries out {} attempts", welcome.instance, welcome.known.size());
    instance_ = std::move(welcome.instance);
    version_ = welcome.version;
    ever_connected_ = true;
    known_ = {welcome.known.begin(), welcome.known.end()};
    output_.connected(channel_, welcome.version);
    for (const auto& [key, waiting] : waiting_) {
        if (!known_.contains(key)) {
            waiting->end(std::nullopt);
        }
    }
    connected_.cancel();
}

/// Of a supervisor that lives, and that no socket leads to.
std::string SupervisorLink::unreachable(std::int64_t pid) const {
    return fmt::format(
        "that of an earlier daemon, pid {}, still carries out what that one began, and cannot be "
        "reached at {}; start the daemon with the TASKSCHED_RUNTIME_DIR that it had then, or wait "
        "until pid {} ends",
        pid, ipc::address_of_holder(places_.lock).value_or(places_.socket), pid);
}

/// Starts a supervisor and returns when it listens.
asio::awaitable<base::Result<void>> SupervisorLink::start_supervisor() {
    const auto failed = [this](const std::string& why) {
        return base::fail(base::ErrorCode::kFailed, "cannot start {}: {}", places_.program, why);
    };
    std::array<char*, 5> argv{writable(places_.program), writable(places_.socket),
                              writable(places_.lock), writable(places_.log), nullptr};
    std::array<char*, 1> environment{nullptr};
    pid_t pid = 0;
    if (places_.core_limit) {
        set_core_limit(*places_.core_limit);
    }
    const int error = ::posix_spawn(&pid, places_.program.c_str(), nullptr, nullptr, argv.data(),
                                    environment.data());
    if (places_.core_limit) {
        static_cast<void>(lower_core_limit());
    }
    if (error != 0) {
        co_return failed(base::system_error_text(error));
    }
    auto child = ChildProcess::watch(loop_.get_executor(), pid);
    if (!child) {
        discard_child(pid);
        co_return failed(base::system_error_text(child.error()));
    }
    co_await child->ended();
    const ChildEnd end = co_await child->reap();
    const auto other = ipc::running_daemon(places_.lock).value_or(std::nullopt);
    if (other && end.exit_code != 0) {
        co_return failed(unreachable(*other));
    }
    if (end.exit_code != 0) {
        co_return failed(end.exit_code ? fmt::format("it ended with status {}", *end.exit_code)
                                       : fmt::format("signal {} ended it", end.signal.value_or(0)));
    }
    co_return base::Result<void>();
}

/// Hears the supervisor to the end of the connection.
asio::awaitable<void> SupervisorLink::listen() {
    for (;;) {
        auto message = co_await channel_->receive();
        if (!message) {
            break;
        }
        handle(std::move(*message));
    }
    output_.disconnected();
    channel_->close();
    channel_.reset();
    instance_.clear();
    if (!stopped_) {
        log_error("the supervisor is gone; {} attempts were with it", waiting_.size());
    }
}

void SupervisorLink::handle(Message message) {
    if (auto* started = std::get_if<Started>(&message)) {
        const auto found = waiting_.find(started->key);
        if (found != waiting_.end()) {
            found->second->control.started(started->process);
        } else if (!takes_strays_) {
            early_processes_[started->key] = std::move(started->process);
        }
    } else if (auto* ended = std::get_if<Ended>(&message)) {
        handle_end(std::move(*ended));
    } else if (auto* news = std::get_if<OutputNews>(&message)) {
        output_.tell(std::move(*news));
    }
}

void SupervisorLink::handle_end(Ended end) {
    const auto found = waiting_.find(end.key);
    if (found != waiting_.end()) {
        found->second->end(std::move(end.result));
    } else if (taken_.contains(end.key)) {
        return;  // told again by a new connection; it is acknowledged once it is durable
    } else if (takes_strays_) {
        acknowledge(end.key);
    } else {
        early_[end.key] = std::move(end.result);
    }
}

asio::awaitable<bool> SupervisorLink::until_connected() {
    while (instance_.empty() && !stopped_) {
        asio::error_code woken;
        co_await connected_.async_wait(asio::redirect_error(asio::use_awaitable, woken));
    }
    co_return !stopped_;
}

asio::awaitable<Result> SupervisorLink::carry_out(Order order, AttemptControl& control) {
    if (instance_.empty() || stopped_) {
        co_return std::nullopt;
    }
    if (version_ < kFirstWithLimits && order.program.limits != model::Limits()) {
        co_return not_understood("set its limits");
    }
    if (version_ < kFirstWithUsers && order.program.user) {
        co_return not_understood("run as another user");
    }
    const AttemptKey key = order.key;
    channel_->send(Launch{std::move(order)});
    known_.insert(key);
    co_return co_await await_end(key, control);
}

asio::awaitable<Result> SupervisorLink::follow(AttemptKey key, AttemptControl& control) {
    if (const auto process = early_processes_.extract(key)) {
        control.started(process.mapped());
    }
    if (auto early = early_.extract(key)) {
        taken_.insert(key);
        co_return std::move(early.mapped());
    }
    if (!known_.contains(key)) {
        co_return std::nullopt;  // it was known to a supervisor that has died since
    }
    co_return co_await await_end(key, control);
}

asio::awaitable<Result> SupervisorLink::await_end(const AttemptKey& key, AttemptControl& control) {
    Waiting waiting{.control = control,
                    .over = asio::steady_timer(loop_, asio::steady_timer::time_point::max())};
    TASKSCHED_CHECK(waiting_.emplace(key, &waiting).second);
    EndRequest heeded = EndRequest::kNone;
    while (!waiting.is_over && heeded != EndRequest::kAbandon) {
        asio::error_code woken;
        co_await (waiting.over.async_wait(asio::redirect_error(asio::use_awaitable, woken)) ||
                  control.wait_for_more(heeded, std::nullopt));
        if (control.requested() > heeded) {
            heeded = control.requested();
            if (heeded == EndRequest::kKill && channel_) {
                channel_->send(EndAttempt{key});
            }
        }
    }
    waiting_.erase(key);
    if (waiting.result) {
        taken_.insert(key);
    }
    co_return std::move(waiting.result);
}

void SupervisorLink::acknowledge(const AttemptKey& key) {
    known_.erase(key);
    taken_.erase(key);
    if (channel_) {
        channel_->send(Acknowledge{key});
    }
}

void SupervisorLink::forget_strays() {
    takes_strays_ = true;
    early_processes_.clear();
    for (const auto& [key, result] : std::exchange(early_, {})) {
        acknowledge(key);
    }
}

base::Result<std::string> find_supervisor_program() {
    std::error_code error;
    const auto own = std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
    const std::string beside = (own / "tasksched-supervisor").string();
    const std::string installed = (own / TASKSCHED_SUPERVISOR_FROM_DAEMON).lexically_normal();
    for (const std::string& program : {beside, installed}) {
        if (::access(program.c_str(), X_OK) == 0) {
            return program;
        }
    }
    return base::fail(base::ErrorCode::kFailed,
                      "the supervisor is missing: there is no executable '{}' and no '{}'; install "
                      "the whole of tasksched",
                      beside, installed);
}

}  // namespace tasksched::daemon
