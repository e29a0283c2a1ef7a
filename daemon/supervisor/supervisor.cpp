#include "daemon/supervisor/supervisor.h"

#include <sys/socket.h>
#include <sys/stat.h>

#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>
#include <filesystem>
#include <utility>

#include "common/time/clock.h"
#include "daemon/log.h"
#include "daemon/supervisor/carrying.h"

namespace tasksched::daemon {
namespace {

/// Ends are put into the socket's queue up to this many bytes; the rest waits in the ledger.
constexpr std::size_t kMostUnsent = std::size_t{1024} * 1024;

/// Of many launches, starts and ends are told together, this many launches at a time.
constexpr int kLaunchesPerReport = 16;

std::string directory_of(const std::string& path) {
    return std::filesystem::path(path).parent_path().string();
}

}  // namespace

/// An order being carried out. Its coroutine and the map share it.
struct Supervisor::Live {
    Order order;
    AttemptControl control;
    OutputCapture output;

    Live(Order given, asio::io_context& loop, AttemptControl::Started on_started)
        : order(std::move(given)),
          control(loop.get_executor(), std::move(on_started)),
          output(order.output_head) {}
};

Supervisor::Supervisor(asio::io_context& loop, base::UniqueFd listening, Settings settings)
    : loop_(loop),
      settings_(std::move(settings)),
      listening_(loop, listening.release()),
      idle_timer_(loop),
      ledger_(settings_.result_memory, directory_of(settings_.socket_path)),
      launcher_(loop),
      watches_([this](const OutputNews& news) { channel_->send(news); }),
      pause_(loop) {}

Supervisor::~Supervisor() = default;

void Supervisor::run() {
    asio::co_spawn(loop_, serve_daemons(), asio::detached);
    asio::co_spawn(loop_, end_when_idle(), asio::detached);
    loop_.run();
}

/// One daemon after the other: the next is answered when the old one's connection is read to its
/// end.
asio::awaitable<void> Supervisor::serve_daemons() {
    for (;;) {
        co_await listening_.async_wait(asio::posix::stream_descriptor::wait_read,
                                       asio::use_awaitable);
        base::UniqueFd socket(
            ::accept4(listening_.native_handle(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
        if (!socket) {
            continue;  // it has gone away again
        }
        channel_ = std::make_shared<Channel>(loop_.get_executor(), std::move(socket));
        farewell_ = false;
        co_await serve();
        watches_.clear();
        channel_->close();
        channel_.reset();
        greeted_ = false;
        to_tell_.clear();
        end_if_idle();
    }
}

asio::awaitable<void> Supervisor::serve() {
    channel_->on_drained([this] { send_ends(); });
    for (;;) {
        const auto message = co_await channel_->receive();
        if (!message) {
            co_return;
        }
        handle(*message);
    }
}

void Supervisor::handle(const Message& message) {
    if (const auto* hello = std::get_if<Hello>(&message)) {
        log_info("supervisor {}: serves the daemon {}", settings_.instance, hello->daemon);
        greet();
    } else if (const auto* order = std::get_if<Launch>(&message)) {
        take(order->order);
    } else if (const auto* end = std::get_if<EndAttempt>(&message)) {
        end_attempt(end->key);
    } else if (const auto* done = std::get_if<Acknowledge>(&message)) {
        ledger_.forget(done->key);
    } else if (std::holds_alternative<Goodbye>(message)) {
        farewell_ = true;
    } else if (const auto* watch = std::get_if<WatchOutput>(&message)) {
        watch_output(*watch);
    } else if (const auto* unwatch = std::get_if<UnwatchOutput>(&message)) {
        watches_.remove(unwatch->watch);
    }
}

void Supervisor::greet() {
    channel_->send(Welcome{.instance = settings_.instance, .known = ledger_.known()});
    for (const Started& started : ledger_.all_started()) {
        channel_->send(started);
    }
    greeted_ = true;
    for (const AttemptKey& key : ledger_.all_ended()) {
        to_tell_.push_back(key);
    }
    send_ends();
}

void Supervisor::take(Order order) {
    const AttemptKey key = order.key;
    if (!ledger_.begin(key)) {
        log_warning("run={} attempt={}: known already, not started again", key.run, key.attempt);
        return;
    }
    auto live = std::make_shared<Live>(
        std::move(order), loop_, [this, key](const model::ProcessIdentity& process) {
            ledger_.started(key, process);
            if (greeted_) {
                channel_->send(Started{.key = key, .process = process});
            }
        });
    live_.emplace(key, live);
    to_launch_.push_back(std::move(live));
    if (!std::exchange(launching_, true)) {
        asio::co_spawn(loop_, launch_in_turn(), asio::detached);
    }
}

asio::awaitable<void> Supervisor::launch_in_turn() {
    for (int launched = 0; !to_launch_.empty(); ++launched) {
        if (channel_ && launched % kLaunchesPerReport == 0) {
            channel_->release();
            channel_->hold();
        }
        std::shared_ptr<Live> live = std::move(to_launch_.front());
        to_launch_.pop_front();
        last_launched_ = live->order.key;
        asio::co_spawn(loop_, carry_out_order(std::move(live)), asio::detached);
        co_await pause_after_launch();
    }
    pacing_.idle();
    launching_ = false;
    if (channel_) {
        channel_->release();
    }
}

asio::awaitable<void> Supervisor::pause_after_launch() {
    const auto pause = to_launch_.empty() ? std::chrono::milliseconds(0)
                                          : pacing_.pause_after(std::chrono::steady_clock::now());
    pause_.expires_after(pause);
    asio::error_code ended;
    co_await pause_.async_wait(asio::redirect_error(asio::use_awaitable, ended));
    if (pause > std::chrono::milliseconds(0) && !ended) {
        pacing_.took_longer();
    }
}

asio::awaitable<void> Supervisor::carry_out_order(std::shared_ptr<Live> live) {
    const AttemptKey key = live->order.key;
    Ended end;
    end.key = key;
    end.result = co_await carry_out(live->order, launcher_, live->control, live->output, buffer_);
    end.result.finished_at = time::SystemClock().now();
    ledger_.ended(end);
    watches_.over(key);
    live_.erase(key);
    if (key == last_launched_) {
        pause_.cancel();
    }
    if (greeted_) {
        to_tell_.push_back(key);
        send_ends();
    }
}

void Supervisor::end_attempt(const AttemptKey& key) {
    if (const auto found = live_.find(key); found != live_.end()) {
        found->second->control.kill();
    }
}

void Supervisor::watch_output(const WatchOutput& watch) {
    if (const auto found = live_.find(watch.key); found != live_.end()) {
        watches_.add(watch, found->second->output);
    } else {
        channel_->send(OutputNews{.watch = watch.watch, .piece = {}, .over = true});
    }
}

void Supervisor::send_ends() {
    while (greeted_ && !to_tell_.empty() && channel_->unsent() < kMostUnsent) {
        if (const auto end = ledger_.end_of(to_tell_.front())) {
            channel_->send_encoded(*end);
        }
        to_tell_.pop_front();
    }
}

/// After a Goodbye; otherwise the timer looks.
void Supervisor::end_if_idle() {
    if (farewell_ && !channel_ && ledger_.empty()) {
        loop_.stop();
    }
}

asio::awaitable<void> Supervisor::end_when_idle() {
    for (bool alone = false;;) {
        idle_timer_.expires_after(settings_.patience);
        co_await idle_timer_.async_wait(asio::use_awaitable);
        const bool was_alone = std::exchange(alone, channel_ == nullptr);
        const bool unneeded = ledger_.empty() || (ledger_.running() == 0 && !can_be_reached());
        if (alone && was_alone && unneeded) {
            loop_.stop();
        }
    }
}

/// Whether a daemon would still find the socket.
bool Supervisor::can_be_reached() const {
    struct stat status {};
    return ::stat(settings_.socket_path.c_str(), &status) == 0;
}

}  // namespace tasksched::daemon
