#include "daemon/transfer/smtp_pool.h"

#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>
#include <utility>
#include <vector>

namespace tasksched::daemon {
namespace {

/// Servers close connections that nobody uses after some minutes, and count them meanwhile.
constexpr std::chrono::seconds kKeptFor{20};

/// libcurl's own limit must never be reached: it would close a kept connection to make room.
constexpr std::size_t kSpare = 16;

TransferLimits limits_for(std::size_t connections) {
    TransferLimits limits;
    limits.in_all = connections + kSpare;
    return limits;
}

}  // namespace

/// Somebody in the queue for a place.
struct SmtpPool::Waiter {
    SmtpPool& pool;
    asio::steady_timer woken;
    bool is_queued = false;
    bool has_turn = false;

    explicit Waiter(SmtpPool& owner)
        : pool(owner), woken(owner.loop_, asio::steady_timer::time_point::max()) {}
    Waiter(const Waiter&) = delete;
    Waiter& operator=(const Waiter&) = delete;
    ~Waiter() {
        if (is_queued) {
            pool.waiting_.remove(this);
        } else if (has_turn) {  // and has not taken it
            --pool.places_;
            pool.wake_next();
        }
    }
};

SmtpPool::SmtpPool(asio::io_context& loop, SmtpServer server)
    : loop_(loop),
      server_(std::move(server)),
      multi_(loop, limits_for(server_.connections)),
      idle_timer_(loop) {}

void SmtpPool::configure(SmtpServer server) {
    if (server == server_) {
        return;
    }
    kept_.clear();
    server_ = std::move(server);
    multi_.set_limits(limits_for(server_.connections));
    wake_next();
}

asio::awaitable<std::optional<TransferError>> SmtpPool::Lease::acquire() {
    co_await pool_->wait_for_place();
    has_place_ = true;
    connection_ = pool_->take_kept();
    if (connection_) {
        co_return std::nullopt;
    }
    connection_ = std::make_unique<SmtpConnection>(pool_->loop_, pool_->multi_, pool_->server_);
    co_return co_await connection_->open();
}

SmtpPool::Lease::~Lease() {
    if (has_place_) {
        pool_->give_back(std::move(connection_), is_sound_);
    }
}

/// Returns with a place counted.
asio::awaitable<void> SmtpPool::wait_for_place() {
    if (places_ < server_.connections && waiting_.empty()) {
        ++places_;
        co_return;
    }
    Waiter waiter(*this);
    waiting_.push_back(&waiter);
    waiter.is_queued = true;
    while (!waiter.has_turn) {
        asio::error_code error;
        co_await waiter.woken.async_wait(asio::redirect_error(asio::use_awaitable, error));
    }
    waiter.has_turn = false;
}

std::unique_ptr<SmtpConnection> SmtpPool::take_kept() {
    while (!kept_.empty()) {
        auto connection = std::move(kept_.back().connection);
        kept_.pop_back();
        if (connection->is_quiet()) {
            return connection;
        }
    }
    return nullptr;
}

void SmtpPool::give_back(std::unique_ptr<SmtpConnection> connection, bool is_sound) {
    --places_;
    if (is_sound && connection->server() == server_) {
        connection->was_used = true;
        kept_.push_back({std::move(connection), std::chrono::steady_clock::now()});
        close_idle_later();
    }
    connection.reset();
    wake_next();
}

void SmtpPool::wake_next() {
    while (!waiting_.empty() && places_ < server_.connections) {
        Waiter& next = *waiting_.front();
        waiting_.pop_front();
        next.is_queued = false;
        next.has_turn = true;
        ++places_;
        next.woken.cancel();
    }
}

void SmtpPool::close_idle_later() {
    if (kept_.size() == 1) {  // else the timer runs
        arm_idle_timer();
    }
}

void SmtpPool::arm_idle_timer() {
    idle_timer_.expires_at(kept_.front().since + kKeptFor);
    idle_timer_.async_wait([self = weak_from_this()](const asio::error_code& error) {
        const auto pool = self.lock();
        if (!error && pool) {
            pool->close_idle();
        }
    });
}

void SmtpPool::close_idle() {
    const auto limit = std::chrono::steady_clock::now() - kKeptFor;
    std::erase_if(kept_, [&](const Kept& kept) { return kept.since <= limit; });
    if (!kept_.empty()) {
        arm_idle_timer();
    }
}

}  // namespace tasksched::daemon
