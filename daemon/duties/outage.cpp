#include "daemon/duties/outage.h"

#include <algorithm>
#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>
#include <utility>

#include "common/time/duration_text.h"
#include "daemon/log.h"

namespace tasksched::daemon {
namespace {

constexpr std::chrono::seconds kBetweenLooks{1};

/// A store that has not failed for so long works again.
constexpr std::chrono::seconds kSound{10};

}  // namespace

Outage::Outage(asio::io_context& loop, const StoreQueue& store, const Attempts& attempts,
               const time::Clock& clock, ipc::TroubleNote note)
    : loop_(loop),
      store_(store),
      attempts_(attempts),
      clock_(clock),
      note_(std::move(note)),
      next_look_(loop) {}

void Outage::failed() {
    last_ = clock_.now();
    last_failure_ = std::chrono::steady_clock::now();
    if (std::exchange(active_, true)) {
        return;
    }
    since_ = last_;
    told_ = told_down_ = false;
    most_held_ = 0;
    before_ = store_.failures().count - 1;
    asio::co_spawn(loop_, follow(), asio::detached);
}

void Outage::changed() {
    if (store_.is_down() && active_ && !std::exchange(told_down_, true)) {
        told_ = true;
        log_error(
            "the store cannot be written: {}; nothing is claimed or started, and what becomes of "
            "runs is kept in memory until it can",
            store_.failures().last);
    }
    next_look_.cancel();
}

asio::awaitable<void> Outage::follow() {
    look();
    while (store_.is_down() || std::chrono::steady_clock::now() - last_failure_ < kSound) {
        asio::error_code cut_short;
        next_look_.expires_after(kBetweenLooks);
        co_await next_look_.async_wait(asio::redirect_error(asio::use_awaitable, cut_short));
        if (!std::exchange(told_, true)) {
            log_error("the store fails, and what failed is tried again: {}",
                      store_.failures().last);
        }
        look();
    }
    tell_end();
    note_.write(std::nullopt);
    active_ = false;
}

void Outage::look() {
    const StoreFailures failures = store_.failures();
    most_held_ = std::max(most_held_, attempts_.held());
    note_.write(ipc::StoreTrouble{.since = since_,
                                  .last = last_,
                                  .failures = failures.count - before_,
                                  .down = store_.is_down(),
                                  .held = static_cast<std::int64_t>(attempts_.held()),
                                  .error = failures.last});
}

void Outage::tell_end() const {
    const auto lasted = std::chrono::ceil<std::chrono::seconds>(last_ - since_);
    log_info("the store works again: it failed {} times in {}; what became of {} runs had to wait",
             store_.failures().count - before_,
             time::format_duration(std::max(lasted, std::chrono::seconds(1))), most_held_);
}

}  // namespace tasksched::daemon
