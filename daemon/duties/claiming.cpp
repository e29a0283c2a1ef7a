#include "daemon/duties/claiming.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "common/time/time_text.h"
#include "daemon/log.h"

namespace tasksched::daemon {
namespace {

using base::Result;

constexpr std::size_t kFirstBatch = 8;
constexpr std::size_t kLargestBatch = 512;

/// While there is more than fits into memory, what comes in time is looked for this often.
constexpr std::chrono::milliseconds kBetweenLooksAhead{500};

/// When a task whose own claim failed, while others' did not, is tried again.
constexpr std::chrono::seconds kQuarantine{60};

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
            batch_ = std::min(batch_ * 2, kLargestBatch);
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

/// A claim that was told to have failed may be durable: its runs are taken up, and its task as it
/// stands now.
asio::awaitable<bool> Claiming::clear_doubt() {
    const auto doubted = std::make_shared<std::vector<DueTask>>(in_doubt_);
    const auto answers = std::make_shared<std::vector<ClaimAnswer>>();
    const StoreQueue::Write work = [doubted, answers](store::Transaction& transaction,
                                                      const store::Tenure& tenure) -> Result<void> {
        answers->assign(doubted->size(), ClaimAnswer{});
        for (std::size_t i = 0; i < doubted->size(); ++i) {
            if (auto found = find_lost(transaction, tenure, (*doubted)[i].claim, (*answers)[i]);
                !found) {
                return found;
            }
        }
        return {};
    };
    claiming_ = true;
    const Result<void> done = co_await store_.write(work);
    claiming_ = false;
    if (!done) {
        complain(fmt::format("cannot read which claims hold: {}", done.error().message));
        co_return false;
    }
    in_doubt_.clear();
    for (std::size_t i = 0; i < answers->size(); ++i) {
        ClaimAnswer& answer = (*answers)[i];
        const store::Claim& claim = (*doubted)[i].claim;
        if (answer.task && answer.task->version == claim.version &&
            answer.task->next_run_at == claim.due) {
            answer.task.reset();  // it did fail: the scheduler knows when it is tried again
        }
        take_up(answer);
    }
    co_return true;
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

asio::awaitable<Result<void>> Claiming::carry_to_store(const std::vector<DueTask>& due,
                                                       std::vector<ClaimAnswer>& answers) {
    answers.resize(due.size());
    for (std::size_t i = 0; i < due.size(); ++i) {
        answers[i].site = dispatcher_.site(due[i].type);
        // What is to start later waits for its slot as all others do.
        answers[i].has_slot = !due[i].claim.run.empty() && due[i].claim.not_before.empty() &&
                              dispatcher_.reserve(due[i].type, due[i].user_id);
    }
    const StoreQueue::Write work = [&](store::Transaction& transaction,
                                       const store::Tenure& tenure) -> Result<void> {
        const time::Instant now = clock_.now();
        for (std::size_t i = 0; i < due.size(); ++i) {
            auto claimed = transaction.runs().claim(due[i].claim, now);
            if (!claimed) {
                return tl::unexpected(claimed.error());
            }
            answers[i].state = claimed->state;
            answers[i].queued = std::move(claimed->runs);
            answers[i].started.reset();
            answers[i].task.reset();
            if (auto followed = follow_up(transaction, tenure, due[i].claim, now, answers[i]);
                !followed) {
                return followed;
            }
            if (!answers[i].has_slot || answers[i].queued.empty() ||
                answers[i].state == store::ClaimState::kStale) {
                continue;
            }
            auto start =
                start_run(transaction, tenure, answers[i].queued.front(), answers[i].site, now);
            if (!start) {
                return tl::unexpected(start.error());
            }
            answers[i].task = std::move(start->rearmed);
            if (start->started) {
                answers[i].started = std::move(start->started);
                answers[i].queued.erase(answers[i].queued.begin());
            }
        }
        return {};
    };
    Result<void> done = co_await store_.write(work);
    if (!done) {
        for (std::size_t i = 0; i < due.size(); ++i) {
            if (answers[i].has_slot) {
                dispatcher_.give_back(due[i].type, due[i].user_id);
            }
        }
        answers.clear();
    }
    co_return done;
}

asio::awaitable<void> Claiming::claim(std::vector<DueTask> due) {
    std::vector<ClaimAnswer> answers;
    const Result<void> done = co_await carry_to_store(due, answers);
    if (!done) {
        in_doubt_.insert(in_doubt_.end(), due.begin(), due.end());
    }
    if (!done && due.size() > 1) {
        co_await claim_one_by_one(std::move(due));
        co_return;
    }
    if (!done) {
        const time::Instant now = clock_.now();
        complain(fmt::format("cannot claim task {}: {}", due.front().claim.task_id.value,
                             done.error().message));
        scheduler_.claim_failed(due.front().claim, time::floor_second(now) + kPauseAfterFailure);
        not_before_ = now + kPauseAfterFailure;
        co_return;
    }
    store_works();
    for (std::size_t i = 0; i < due.size(); ++i) {
        take_answer(due[i], std::move(answers[i]));
    }
    dispatcher_.pump();
}

/// After a batch that failed: one task that cannot be claimed must not hold up the others. At the
/// first failure of the store itself, what is left is tried again soon, as one batch.
asio::awaitable<void> Claiming::claim_one_by_one(std::vector<DueTask> due) {
    std::vector<const DueTask*> failed;
    base::Error error;
    std::size_t tried = 0;
    while (tried < due.size() && !is_store_at_fault(failed.size(), tried, error)) {
        const DueTask& one = due[tried++];
        const std::vector<DueTask> alone{one};
        std::vector<ClaimAnswer> answers;
        const Result<void> done = co_await carry_to_store(alone, answers);
        if (done) {
            take_answer(one, std::move(answers.front()));
        } else {
            error = done.error();
            failed.push_back(&one);
        }
    }
    const bool store_failed =
        failed.size() == tried || is_store_at_fault(failed.size(), tried, error);
    const time::Instant now = clock_.now();
    const time::Second soon = time::floor_second(now) + kPauseAfterFailure;
    for (const DueTask* one : failed) {
        scheduler_.claim_failed(one->claim,
                                store_failed ? soon : time::floor_second(now) + kQuarantine);
    }
    for (; tried < due.size(); ++tried) {
        scheduler_.claim_failed(due[tried].claim, soon);
    }
    if (store_failed) {
        complain(fmt::format("cannot claim tasks, task {} among them: {}",
                             failed.front()->claim.task_id.value, error.message));
        not_before_ = now + kPauseAfterFailure;
    } else {
        store_works();
        for (const DueTask* one : failed) {
            log_error("cannot claim task {}, tried again in a minute: {}", one->claim.task_id.value,
                      error.message);
        }
    }
    dispatcher_.pump();
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

void Claiming::take_answer(const DueTask& due, ClaimAnswer answer) {
    scheduler_.claimed(due.claim, answer.state);
    if (answer.state == store::ClaimState::kClaimed) {
        catching_up_.note(due.claim);
    }
    if (answer.started) {
        dispatcher_.started(std::move(*answer.started));
    } else if (answer.has_slot) {
        dispatcher_.give_back(due.type, due.user_id);
    }
    take_up(answer);
}

/// Takes what the store says besides.
void Claiming::take_up(ClaimAnswer& answer) {
    if (answer.task) {
        scheduler_.changed(std::move(*answer.task));
    }
    for (StartedRun& run : answer.lost) {
        dispatcher_.adopted(std::move(run), AttemptBegin::kStart);
    }
    for (model::Run& run : answer.queued) {
        dispatcher_.queued(std::move(run));
    }
}

}  // namespace tasksched::daemon
