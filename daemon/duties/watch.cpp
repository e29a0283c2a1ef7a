#include "daemon/duties/watch.h"

#include <algorithm>
#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>
#include <utility>

#include "common/ipc/wake.h"
#include "daemon/dispatch/rearming.h"
#include "daemon/log.h"

namespace tasksched::daemon {
namespace {

using base::Result;

constexpr std::chrono::seconds kInterval{1};

/// More changes than this at once are not read one by one: the heap is filled anew instead.
constexpr std::int64_t kManyChanges = 1000;

/// Kill requests and stalled tasks read at a time; the rest comes the next second.
constexpr std::int64_t kFewRows = 1000;

}  // namespace

/// What one look at the store found.
struct Watch::News {
    model::Revision revision = 0;
    std::vector<model::Task> tasks;
    bool many = false;
    std::vector<model::Run> kills;
    std::vector<model::Task> stalled;
};

Watch::Watch(asio::io_context& loop, base::UniqueFd wake_socket, StoreQueue& store,
             Scheduler& scheduler, Dispatcher& dispatcher, Claiming& claiming,
             const time::Clock& clock, Events events)
    : loop_(loop),
      wake_socket_(loop, wake_socket.release()),
      pause_(loop),
      store_(store),
      scheduler_(scheduler),
      dispatcher_(dispatcher),
      claiming_(claiming),
      clock_(clock),
      events_(std::move(events)) {}

void Watch::stop() {
    stopped_ = true;
    pause_.cancel();
    wake_socket_.cancel();
}

asio::awaitable<void> Watch::run() {
    asio::co_spawn(loop_, listen(), asio::detached);
    while (!stopped_) {
        pause_.expires_after(std::exchange(woken_, false) ? std::chrono::seconds(0) : kInterval);
        asio::error_code cut_short;
        co_await pause_.async_wait(asio::redirect_error(asio::use_awaitable, cut_short));
        if (stopped_) {
            break;
        }
        co_await look();
    }
}

asio::awaitable<void> Watch::look() {
    const Result<bool> changed = co_await store_.changed_by_others();
    if (!changed) {
        co_await events_.reopen(changed.error());
        co_return;
    }
    const bool told = std::exchange(told_, false);
    if (!*changed && !behind_ && !told) {
        co_return;
    }
    const bool was_behind = std::exchange(behind_, false);
    const Result<void> loaded = co_await load_changes();
    behind_ = behind_ || !loaded;
    if (!loaded && !was_behind) {
        log_error("cannot read what changed, trying again every second: {}",
                  loaded.error().message);
        scheduler_.reset();
        claiming_.wake();
    }
}

void Watch::note_change() {
    told_ = true;
    woken_ = pause_.cancel() == 0 || woken_;
}

/// Ends the pause at each wake. What a wake was about is in the store.
asio::awaitable<void> Watch::listen() {
    while (!stopped_) {
        asio::error_code error;
        co_await wake_socket_.async_wait(asio::posix::stream_descriptor::wait_read,
                                         asio::redirect_error(asio::use_awaitable, error));
        if (error) {
            co_return;
        }
        ipc::drain_wakes(wake_socket_.native_handle());
        woken_ = pause_.cancel() == 0;  // nobody waited: the next pause ends at once
    }
}

asio::awaitable<Result<void>> Watch::load_changes() {
    const auto news = std::make_shared<News>();
    const StoreQueue::Read work = [news, seen = seen_](store::Reader&,
                                                       store::DueReader& due) -> Result<void> {
        *news = {};
        const auto revision = due.revision();
        if (!revision) {
            return tl::unexpected(revision.error());
        }
        news->revision = *revision;
        news->many = !seen || *revision - *seen > kManyChanges;
        if (!news->many) {
            auto tasks = due.changed_tasks(*seen, kManyChanges);
            if (!tasks) {
                return tl::unexpected(tasks.error());
            }
            news->tasks = std::move(*tasks);
        }
        auto kills = due.kill_requests(kFewRows);
        if (!kills) {
            return tl::unexpected(kills.error());
        }
        news->kills = std::move(*kills);
        return due.stalled_tasks(kFewRows).map(
            [&](std::vector<model::Task> stalled) { news->stalled = std::move(stalled); });
    };
    Result<void> done = co_await store_.read(work);
    if (!done) {
        co_return done;
    }
    seen_ = news->revision;
    if (news->many) {
        scheduler_.reset();
    }
    for (model::Task& task : news->tasks) {
        seen_ = std::max(*seen_, task.revision);
        scheduler_.changed(std::move(task));
    }
    for (const model::Run& run : news->kills) {
        dispatcher_.attempts().kill(run.id);
    }
    if (!news->stalled.empty()) {
        co_await rearm(std::move(news->stalled));
    }
    done = co_await dispatcher_.reload();
    claiming_.wake();
    co_return done;
}

/// Gives tasks that are scheduled from the end of their runs a next time, where their run ended
/// otherwise than by its own end.
asio::awaitable<void> Watch::rearm(std::vector<model::Task> stalled) {
    const auto armed = std::make_shared<std::vector<model::Task>>();
    const StoreQueue::Write work = [&stalled, armed, this](store::Transaction& transaction,
                                                           const store::Tenure&) -> Result<void> {
        armed->clear();
        for (const model::Task& task : stalled) {
            auto one = daemon::rearm(transaction, task.id, clock_.now());
            if (!one) {
                return tl::unexpected(std::move(one.error()));
            }
            if (*one) {
                armed->push_back(std::move(**one));
            }
        }
        return {};
    };
    const Result<void> done = co_await store_.insist(work);
    if (!done) {
        log_error("cannot set the next time of {} tasks: {}", stalled.size(), done.error().message);
        behind_ = true;
        scheduler_.reset();  // perhaps some have one all the same
        claiming_.wake();
        co_return;
    }
    for (model::Task& task : *armed) {
        scheduler_.changed(std::move(task));
    }
}

}  // namespace tasksched::daemon
