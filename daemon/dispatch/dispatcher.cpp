#include "daemon/dispatch/dispatcher.h"

#include <algorithm>
#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <memory>
#include <utility>

#include "common/base/check.h"
#include "daemon/log.h"

namespace tasksched::daemon {
namespace {

using base::Result;

/// Runs that one transaction starts at the most: the first of them need not wait for the last.
constexpr std::size_t kStartBatch = 64;

}  // namespace

Dispatcher::Dispatcher(asio::io_context& loop, StoreQueue& store, const PluginRegistry& plugins,
                       const time::Clock& clock, SlotLimits limits, std::chrono::seconds kill_grace,
                       std::string host, Events events)
    : loop_(loop),
      store_(store),
      plugins_(plugins),
      clock_(clock),
      slots_(std::move(limits)),
      host_(std::move(host)),
      events_(std::move(events)),
      attempts_(loop, store, plugins, clock, kill_grace,
                {.ended =
                     [this](const StartedRun& run) {
                         give_back(run.run.type, run.run.user_id);
                         pump();
                     },
                 .recorded =
                     [this](const StartedRun& run, const store::Finish& finish,
                            std::optional<model::Task> task) {
                         on_recorded(run, finish, std::move(task));
                     },
                 .hidden =
                     [this](const StartedRun& run, std::optional<model::Task> task) {
                         release_held(run.run.task_id);
                         if (task) {
                             events_.changed(std::move(*task));
                         }
                         events_.hidden(run);
                         pump();
                     },
                 .idle = events_.idle}) {
    for (const std::string& type : plugins.types()) {
        queues_.try_emplace(type);
    }
}

/// The queue of the type; null where there is no plugin here: its runs stay queued in the store.
Dispatcher::TypeQueue* Dispatcher::queue_of(const std::string& type) {
    const auto found = queues_.find(type);
    if (found != queues_.end()) {
        return &found->second;
    }
    return plugins_.find(type) == nullptr ? nullptr : &queues_[type];
}

bool Dispatcher::reserve(const std::string& type, const std::string& user) {
    const TypeQueue* queue = queue_of(type);
    const bool first_in_line = queue != nullptr && queue->runs.size() == 0 && !queue->more_in_store;
    return !stopped_ && first_in_line && slots_.take(type, user);
}

void Dispatcher::give_back(const std::string& type, const std::string& user) {
    slots_.give_back(type, user);
}

store::Site Dispatcher::site(const std::string& type) const {
    const Plugin* plugin = plugins_.find(type);
    return {.host = host_, .supervisor = plugin == nullptr ? std::nullopt : plugin->supervisor()};
}

void Dispatcher::started(StartedRun run) {
    if (attempts_.carries(run.run.id)) {
        give_back(run.run.type, run.run.user_id);
        return;
    }
    attempts_.begin(std::move(run));
}

void Dispatcher::ended_at_start(const EndedRun& ended) {
    log_warning("run={} task={} attempt={} state={} {}", ended.run.run.id.value,
                ended.run.run.task_id.value, ended.run.attempt, model::to_string(ended.finish.to),
                ended.finish.result.detail);
    events_.failed(ended.run, ended.finish);
}

void Dispatcher::adopted(StartedRun run, AttemptBegin how) {
    if (attempts_.carries(run.run.id)) {
        return;
    }
    slots_.occupy(run.run.type, run.run.user_id);
    attempts_.begin(std::move(run), how);
}

void Dispatcher::queued(model::Run run) {
    TypeQueue* found = queue_of(run.type);
    if (found == nullptr) {
        return;
    }
    TypeQueue& queue = *found;
    if (is_known(run, queue)) {
        return;
    }
    if (model::is_delayed(run, clock_.now())) {
        const time::Instant start = run.not_before;
        delayed_.add(std::move(run), start);
        return;
    }
    delayed_.erase(run.id);
    if (queue.runs.size_of(run) >= kQueueCap) {
        queue.more_in_store = true;
        due_left_in_store_ = due_left_in_store_ || run.state == model::RunState::kWaiting;
        return;
    }
    queue.runs.add(std::move(run));
}

bool Dispatcher::is_known(const model::Run& run, const TypeQueue& queue) const {
    return queue.runs.contains(run.id) || starting_.contains(run.id) || held_ids_.contains(run.id);
}

void Dispatcher::pump() {
    if (stopped_ || store_.is_down()) {
        return;
    }
    for (auto batch = take_batch(); !batch.empty(); batch = take_batch()) {
        asio::co_spawn(loop_, start_batch(std::move(batch)), asio::detached);
    }
    if (!fetching_ && wants_more()) {
        fetching_ = true;
        asio::co_spawn(loop_, fetch_more(), asio::detached);
    }
}

/// Whether the store has runs that there is room for.
bool Dispatcher::wants_more() const {
    return (waiting_.wants_refill() && !due_left_in_store_) || delayed_.wants_refill() ||
           std::any_of(queues_.begin(), queues_.end(), [](const auto& queue) {
               return queue.second.more_in_store && queue.second.runs.size() < kQueueCap / 2;
           });
}

/// Runs with a slot taken for each, out of their queues.
std::vector<model::Run> Dispatcher::take_batch() {
    std::vector<model::Run> batch;
    for (auto& [type, queue] : queues_) {
        while (batch.size() < kStartBatch && slots_.type_has_room(type)) {
            auto run = queue.runs.take(
                [this](const std::string& user) { return slots_.user_has_room(user); });
            if (!run) {
                break;
            }
            TASKSCHED_CHECK(slots_.take(type, run->user_id));
            starting_.insert(run->id);
            batch.push_back(std::move(*run));
        }
    }
    return batch;
}

asio::awaitable<void> Dispatcher::start_batch(std::vector<model::Run> batch) {
    const auto answers = std::make_shared<std::vector<StartAnswer>>();
    std::vector<store::Site> sites;
    for (const model::Run& run : batch) {
        sites.push_back(site(run.type));
    }
    const StoreQueue::Write work = [&batch, &sites, answers, this](
                                       store::Transaction& transaction,
                                       const store::Tenure& tenure) -> Result<void> {
        answers->clear();
        const time::Instant now = clock_.now();
        for (std::size_t i = 0; i < batch.size(); ++i) {
            auto answer = start_run(transaction, tenure, batch[i], sites[i], now);
            if (!answer) {
                return tl::unexpected(answer.error());
            }
            answers->push_back(std::move(*answer));
        }
        return {};
    };
    // The slots are kept: the runs may be started for all that, and this very batch finds out. One
    // run that cannot be started holds up no others: each is tried by itself.
    const StoreQueue::GoesOn until_stopped = [&, complained =
                                                     false](const base::Error& error) mutable {
        const bool is_busy = store_.is_down() || error.code == base::ErrorCode::kTryAgain;
        if (batch.size() > 1 && !is_busy) {
            return false;
        }
        if (!stopped_ && !std::exchange(complained, true) && !store_.is_down()) {
            log_error("cannot start run {}{}, trying again every second: {}",
                      batch.front().id.value, batch.size() > 1 ? " and others" : "", error.message);
        }
        return !stopped_;
    };
    const Result<void> done = co_await store_.insist(work, until_stopped);
    if (!done && !stopped_ && batch.size() > 1) {
        start_one_by_one(std::move(batch));
        co_return;
    }
    for (const model::Run& run : batch) {
        starting_.erase(run.id);
    }
    for (std::size_t i = 0; i < batch.size(); ++i) {
        if (done) {
            handle_answer(batch[i], std::move((*answers)[i]));
        } else {
            give_back(batch[i].type, batch[i].user_id);
        }
    }
    pump();
}

/// They share a transaction again where all of them can be started.
void Dispatcher::start_one_by_one(std::vector<model::Run> batch) {
    for (model::Run& run : batch) {
        std::vector<model::Run> alone;
        alone.push_back(std::move(run));
        asio::co_spawn(loop_, start_batch(std::move(alone)), asio::detached);
    }
}

void Dispatcher::handle_answer(const model::Run& run, StartAnswer answer) {
    if (answer.state == store::StartState::kStarted) {
        started(std::move(*answer.started));
        return;
    }
    give_back(run.type, run.user_id);
    if (answer.state == store::StartState::kHeld) {
        hold(run);
    }
    if (answer.ended) {
        ended_at_start(*answer.ended);
    }
    if (answer.rearmed) {
        events_.changed(std::move(*answer.rearmed));
    }
}

void Dispatcher::hold(model::Run run) {
    held_ids_.insert(run.id);
    held_[run.task_id].push_back(std::move(run));
}

void Dispatcher::release_held(model::TaskId task) {
    auto held = held_.extract(task);
    if (held.empty()) {
        return;
    }
    for (model::Run& run : held.mapped()) {
        held_ids_.erase(run.id);
        queued(std::move(run));
    }
}

void Dispatcher::on_recorded(const StartedRun& run, const store::Finish& finish,
                             std::optional<model::Task> task) {
    release_held(run.run.task_id);
    if (finish.to == model::RunState::kWaiting) {
        model::Run waiting = run.run;
        waiting.state = model::RunState::kWaiting;
        waiting.next_attempt_at = finish.next_attempt_at;
        waiting.uncounted += finish.reason == model::RunReason::kSetup ? 1 : 0;
        waiting_.add(std::move(waiting), *finish.next_attempt_at);
        events_.woken();
    }
    if (task) {
        events_.changed(std::move(*task));
    }
    const bool is_rejected = finish.result.items && finish.result.items->newly_rejected > 0;
    if (finish.to == model::RunState::kFailed || finish.to == model::RunState::kUnknown ||
        is_rejected) {
        events_.failed(run, finish);
    }
    pump();
}

void Dispatcher::take_waiting(time::Instant now) {
    for (WaitingRuns* runs : {&waiting_, &delayed_}) {
        for (model::Run& run : runs->take_due(now)) {
            queued(std::move(run));
        }
    }
}

std::optional<time::Instant> Dispatcher::next_attempt() const {
    const auto attempt = waiting_.next_due();
    const auto start = delayed_.next_due();
    return attempt && start ? std::min(*attempt, *start) : attempt ? attempt : start;
}

void Dispatcher::set_limits(SlotLimits limits) {
    slots_.set_limits(std::move(limits));
    pump();
}

}  // namespace tasksched::daemon
