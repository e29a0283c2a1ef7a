#include "daemon/duties/claiming.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "common/time/time_text.h"
#include "daemon/log.h"

namespace tasksched::daemon {
namespace {

using base::Result;

/// The largest one still lies in a core's own cache, and what others ask of the store waits for it
/// some milliseconds.
constexpr std::size_t kFirstBatch = 8;
constexpr std::size_t kGrowth = 4;
constexpr std::size_t kLargestBatch = 256;

/// While there is more than fits into memory, what comes in time is looked for this often.
constexpr std::chrono::milliseconds kBetweenLooksAhead{500};

/// The heap is looked after at least this often.
constexpr std::chrono::minutes kLongestSleep{10};

}  // namespace

Claiming::Claiming(StoreQueue& store, Scheduler& scheduler, Dispatcher& dispatcher, Alarm& alarm,
                   Replanning& replanning, const time::Clock& clock)
    : store_(store),
      scheduler_(scheduler),
      dispatcher_(dispatcher),
      alarm_(alarm),
      replanning_(replanning),
      clock_(clock),
      catching_up_(store, scheduler, clock),
      batch_(kFirstBatch) {}

void Claiming::configure(WhenMissed when_missed, std::chrono::seconds most_spread) {
    scheduler_.set_when_missed(when_missed);
    catching_up_.configure(most_spread);
}

void Claiming::stop() {
    stopped_ = true;
    alarm_.ring();
}

void Claiming::go_on() {
    held_ = false;
    alarm_.ring();
}

asio::awaitable<void> Claiming::run() {
    while (!stopped_) {
        const time::Instant now = clock_.now();
        latest_now_ = std::max(latest_now_, now);
        const bool may_claim = !held_ && !store_.is_down() && (!not_before_ || *not_before_ <= now);
        if (may_claim) {
            co_await catching_up_.look_at_clock();
        }
        if (may_claim && clock_went_back_ && !co_await take_clock()) {
            not_before_ = now + kPauseAfterFailure;
            continue;
        }
        if (may_claim && !in_doubt_.empty() && !co_await clear_doubt()) {
            not_before_ = now + kPauseAfterFailure;
            continue;
        }
        if (may_claim && scheduler_.needs_refill(now) && !co_await refill()) {
            not_before_ = now + kPauseAfterFailure;
            continue;
        }
        if (may_claim && scheduler_.is_behind(now)) {
            co_await claim_ahead(now);
        }
        dispatcher_.take_waiting(now);
        dispatcher_.pump();
        // It may have been held while it was filled up.
        auto due = scheduler_.take_due(now, may_claim && !held_ ? batch_ : 0);
        tell_held();
        const bool some_due = !due.empty();
        catching_up_.put_off(due, time::floor_second(now));
        if (some_due && due.empty()) {
            continue;
        }
        if (!due.empty()) {
            batch_ = std::min(batch_ * kGrowth, kLargestBatch);
            claiming_ = true;
            co_await catching_up_.spread(due, time::floor_second(now));
            co_await claim(std::move(due));
            claiming_ = false;
            continue;
        }
        batch_ = kFirstBatch;
        catching_up_.end_burst();
        const time::Instant next = next_wake();
        store_.set_next_due(next);
        if (co_await alarm_.wait(next) == Woken::kClockStepped) {
            log_warning("the clock was set: it is now {}",
                        time::format_instant(clock_.now(), time::Zone()));
            // What was to be tried again soon could now be years away.
            not_before_.reset();
            scheduler_.reset();
            catching_up_.clock_was_set();
            clock_went_back_ = clock_went_back_ || clock_.now() < latest_now_;
        }
    }
}

time::Instant Claiming::next_wake() const {
    const time::Instant now = clock_.now();
    time::Instant next = now + kLongestSleep;
    if (held_ || store_.is_down()) {
        return next;
    }
    if (not_before_ && *not_before_ > now) {
        next = *not_before_;
    } else if (const auto due = scheduler_.next_look()) {
        next = std::min<time::Instant>(next, *due);
    }
    if (const auto attempt = dispatcher_.next_attempt()) {
        next = std::min(next, *attempt);
    }
    return next;
}

/// What waits in the store for a time that the clock showed, and shows no more, comes sooner.
asio::awaitable<bool> Claiming::take_clock() {
    clock_went_back_ = false;
    latest_now_ = clock_.now();
    claiming_ = true;
    Result<void> done = co_await replanning_.run(scheduler_.calendars(), Doubt::kClock);
    claiming_ = false;
    if (done) {
        done = co_await dispatcher_.reload();
    }
    if (!done) {
        clock_went_back_ = true;
        complain(fmt::format("cannot set times back with the clock: {}", done.error().message));
    }
    co_return done.has_value();
}

asio::awaitable<bool> Claiming::refill() {
    const time::Second until = scheduler_.refill_until(clock_.now());
    const std::size_t asked = scheduler_.refill_limit();
    const auto tasks = std::make_shared<std::vector<model::Task>>();
    const StoreQueue::Read work = [=](store::Reader&, store::DueReader& reader) -> Result<void> {
        return reader.due_tasks(until, static_cast<std::int64_t>(asked))
            .map([&](std::vector<model::Task> found) { *tasks = std::move(found); });
    };
    const Result<void> done = co_await store_.read(work);
    if (!done) {
        complain(fmt::format("cannot read which tasks are due: {}", done.error().message));
        co_return false;
    }
    scheduler_.refill(std::move(*tasks), until, asked);
    co_return true;
}

/// What comes in time goes before what was missed, where that is more than fits into memory.
asio::awaitable<void> Claiming::claim_ahead(time::Instant now) {
    if (looked_ahead_at_ && *looked_ahead_at_ <= now &&
        now - *looked_ahead_at_ < kBetweenLooksAhead) {
        co_return;
    }
    looked_ahead_at_ = now;
    const auto tasks = std::make_shared<std::vector<model::Task>>();
    const time::Second until = time::floor_second(now);
    const StoreQueue::Read work = [=](store::Reader&, store::DueReader& reader) -> Result<void> {
        return reader.tasks_due_between(until - kMissedAfter, until, kLargestBatch)
            .map([&](std::vector<model::Task> found) { *tasks = std::move(found); });
    };
    const Result<void> done = co_await store_.read(work);
    if (!done || held_ || stopped_) {
        co_return;
    }
    if (tasks->size() >= kLargestBatch) {
        looked_ahead_at_.reset();
    }
    auto due = scheduler_.take_ahead(std::move(*tasks), now);
    if (!due.empty()) {
        claiming_ = true;
        co_await claim(std::move(due));
        claiming_ = false;
    }
}

/// Once, until tasks are claimed again. Of a store that is down the log tells elsewhere.
void Claiming::complain(const std::string& what) {
    if (!store_.is_down() && !std::exchange(complained_, true)) {
        log_error("{}; trying again every second", what);
    }
}

/// Once for each task, until the calendars change.
void Claiming::tell_held() {
    for (const HeldTask& task : scheduler_.take_held()) {
        log_error("task {} is due and is held: {}; it waits for SIGHUP, or for an update",
                  task.id.value, task.why);
    }
}

void Claiming::store_works() {
    not_before_.reset();
    if (std::exchange(complained_, false)) {
        log_info("tasks are claimed again");
    }
}

}  // namespace tasksched::daemon
