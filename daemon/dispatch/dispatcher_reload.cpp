// What waits in the store, read into the dispatcher's queues.

#include <memory>
#include <utility>

#include "daemon/dispatch/dispatcher.h"
#include "daemon/log.h"

namespace tasksched::daemon {
namespace {

using base::Result;

/// How many runs that wait for their next attempt are read at a time, and of those that are to
/// start later: the earliest.
constexpr std::int64_t kWaitingRead = 10'000;

time::Instant next_attempt_of(const model::Run& run) { return *run.next_attempt_at; }

time::Instant start_of(const model::Run& run) { return run.not_before; }

}  // namespace

asio::awaitable<void> Dispatcher::fetch_more() {
    const Result<void> done = co_await reload();
    if (!done) {
        co_await store_.pause_after_failure();
    }
    fetching_ = false;
    pump();
    events_.woken();
}

/// Takes the answer of the store, of which `until` says what a run waits for.
void Dispatcher::refill(WaitingRuns& waiting, std::vector<model::Run> loaded,
                        time::Instant (*until)(const model::Run&)) {
    const bool all = static_cast<std::int64_t>(loaded.size()) < kWaitingRead;
    waiting.begin_refill(all ? std::nullopt : std::optional(until(loaded.back())));
    for (model::Run& run : loaded) {
        const TypeQueue* queue = queue_of(run.type);
        if (queue != nullptr && !is_known(run, *queue)) {
            const time::Instant when = until(run);
            waiting.add(std::move(run), when);
        }
    }
}

asio::awaitable<Result<void>> Dispatcher::reload() {
    struct Loaded {
        std::map<std::string, std::int64_t> limits;  ///< how many runs of a type are read
        std::map<std::string, std::vector<model::Run>> queued;
        std::vector<model::Run> waiting;
        std::vector<model::Run> delayed;
    };
    const auto loaded = std::make_shared<Loaded>();
    const std::size_t under_way = starting_.size() + held_ids_.size() + kQueueCap;
    std::map<std::string, std::int64_t> limits;
    for (const auto& [type, queue] : queues_) {
        limits[type] = static_cast<std::int64_t>(queue.runs.size() + under_way);
    }
    const time::Instant now = clock_.now();
    const StoreQueue::Read work = [loaded, limits, under_way, now, this](
                                      store::Reader&, store::DueReader& due) -> Result<void> {
        *loaded = {};
        loaded->limits = limits;
        const auto types = due.queued_types();
        if (!types) {
            return tl::unexpected(types.error());
        }
        for (const std::string& type : *types) {
            if (plugins_.find(type) != nullptr) {
                loaded->limits.try_emplace(type, static_cast<std::int64_t>(under_way));
            }
        }
        for (const auto& [type, limit] : loaded->limits) {
            auto runs = due.queued_runs(type, now, limit);
            if (!runs) {
                return tl::unexpected(runs.error());
            }
            loaded->queued[type] = std::move(*runs);
        }
        auto delayed = due.delayed_runs(now, kWaitingRead);
        if (!delayed) {
            return tl::unexpected(delayed.error());
        }
        loaded->delayed = std::move(*delayed);
        return due.waiting_runs(kWaitingRead).map([&](std::vector<model::Run> runs) {
            loaded->waiting = std::move(runs);
        });
    };
    Result<void> done = co_await store_.read(work);
    if (done) {
        refill(delayed_, std::move(loaded->delayed), start_of);
        refill(waiting_, std::move(loaded->waiting), next_attempt_of);
        due_left_in_store_ = false;
        for (auto& [type, runs] : loaded->queued) {
            queues_[type].more_in_store =
                static_cast<std::int64_t>(runs.size()) >= loaded->limits.at(type);
            for (model::Run& run : runs) {
                queued(std::move(run));
            }
        }
    }
    co_return done;
}

}  // namespace tasksched::daemon
