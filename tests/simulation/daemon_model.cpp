#include "tests/simulation/daemon_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include "common/time/time_text.h"
#include "daemon/scheduler/due.h"
#include "tests/simulation/claim_rules.h"
#include "tests/simulation/clock_steps.h"

namespace tasksched::simulation {
namespace {

using daemon::DueTask;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using time::Instant;
using time::Second;

/// As in daemon/duties/claiming.cpp.
constexpr minutes kLongestSleep{10};

/// So many rounds of work at one moment are no work any more.
constexpr int kMostRounds = 100'000;

}  // namespace

DaemonModel::DaemonModel(State& state, std::function<void(model::TaskId)> edit)
    : state_(state),
      edit_(std::move(edit)),
      lives_(state, [this](const model::Task& task) { hear(task); }) {}

void DaemonModel::begin() {
    daemon::Horizon horizon;
    horizon.span = state_.random.of(std::vector<seconds>{hours{1}, hours{24}});
    horizon.cap = state_.random.of(std::vector<std::size_t>{4, 50, 10'000});
    scheduler_ = std::make_unique<daemon::Scheduler>(horizon);
    asks_ = state_.random.chance(30);
    scheduler_->set_when_missed(asks_ ? daemon::WhenMissed::kAsk : daemon::WhenMissed::kPolicy);
    retry_until_ = Second{};
    state_.disturbed_until(state_.clock.seen_second() + seconds{1});
    lives_.recover();
    if (state_.newest_run_at > state_.clock.seen()) {
        follow_clock(state_, lives_);
    }
    work();
}

void DaemonModel::clock_was_set() {
    state_.calm_since = state_.clock.seen_second() + seconds{1};
    retry_until_ = Second{};
    if (is_up()) {
        follow_clock(state_, lives_);
        scheduler_->reset();
    }
}

void DaemonModel::hear(const model::Task& task) {
    if (is_up()) {
        scheduler_->changed(task);
    }
}

void DaemonModel::refill() {
    const Second until = scheduler_->refill_until(state_.clock.seen());
    const std::size_t asked = scheduler_->refill_limit();
    scheduler_->refill(state_.store.due_tasks(until, asked), until, asked);
    state_.counts.add("refills");
}

void DaemonModel::work() {
    for (int round = 0; is_up() && state_.problem.empty(); ++round) {
        state_.expect(round < kMostRounds, "the daemon works without end");
        const Instant now = state_.clock.seen();
        if (scheduler_->needs_refill(now)) {
            refill();
        }
        lives_.start_waiting();
        const auto due =
            scheduler_->take_due(now, static_cast<std::size_t>(state_.random.number(1, 64)));
        if (due.empty()) {
            // A heap full of tasks whose jitter is not over asks to be filled once more.
            if (const auto look = scheduler_->next_look(); look && *look <= now) {
                continue;
            }
            break;
        }
        carry_to_store(due, time::floor_second(now));
    }
    if (std::exchange(stepped_, false)) {
        clock_was_set();
        work();
    } else if (is_up()) {
        check_heap();
    }
}

/// Nearly always all goes well; else the store fails, somebody changes a task at this moment, or
/// the daemon dies before its claim is in the store, or after that and before it knows.
void DaemonModel::carry_to_store(const std::vector<DueTask>& due, Second decided_at) {
    edited_.reset();
    const auto fate = state_.random.number(1, 2000);
    if (fate <= 10) {
        fail(due);
        return;
    }
    if (fate == 11) {
        state_.counts.add("crashes before a claim");
        die();
        begin();
        return;
    }
    if (fate <= 60) {
        state_.counts.add("edits during a claim");
        edited_ = due.front().claim.task_id;
        edit_(*edited_);
    }
    for (const DueTask& one : due) {
        claim(one, decided_at);
        if (!is_up()) {
            begin();
            return;  // the claims that were not yet in the store went with the daemon
        }
    }
}

void DaemonModel::fail(const std::vector<DueTask>& due) {
    state_.counts.add("claims that failed", static_cast<std::int64_t>(due.size()));
    if (state_.random.chance(20)) {
        // While the store was waited for, the clock was moved back.
        state_.clock.error -= seconds{state_.random.number(1, 7200)};
        state_.counts.add("clock steps back");
        state_.calm_since = state_.clock.seen_second() + seconds{1};
        stepped_ = true;  // the alarm tells it at the next wait
    }
    const Second retry_at = state_.clock.seen_second() + seconds{1};
    for (const DueTask& one : due) {
        scheduler_->claim_failed(one.claim, retry_at);
    }
    retry_until_ = retry_at;
    state_.disturbed_until(retry_at + seconds{1});
}

void DaemonModel::claim(const DueTask& due, Second decided_at) {
    StoredTask& stored = state_.store.task(due.claim.task_id);
    const bool valid =
        stored.task.version == due.claim.version && stored.task.state == model::TaskState::kActive;
    state_.expect(valid || edited_ == due.claim.task_id,
                  "the scheduler claims a task that is paused, over, or known to be changed");
    if (valid) {
        const Decision decision{.now = decided_at,
                                .calm_since = std::max(state_.calm_since, stored.changed_at),
                                .asks = asks_};
        if (auto broken = broken_rule(stored.task, stored.occurrences, due.claim, decision)) {
            state_.fail(*broken);
            return;
        }
    }
    const std::vector<model::RunId> open = stored.open;
    const ClaimAnswer answer = state_.store.claim(due.claim);
    state_.expect((answer.state == store::ClaimState::kClaimed) == valid,
                  "a claim of another version was taken");
    check_overlap(due.claim, open, answer);
    count(due.claim, answer);
    if (valid && due.claim.done) {
        state_.ended.push_back(due.claim.task_id);
    }
    if (!answer.queued.empty()) {
        state_.newest_run_at = state_.clock.seen();
    }
    for (const model::RunId id : answer.queued) {
        if (state_.store.has_run(id)) {
            lives_.try_start(id);
        }
    }
    lives_.hasten_kills(due.claim.task_id);
    if (state_.random.number(1, 5000) == 1) {
        state_.counts.add("crashes after a claim");
        die();
        return;
    }
    if (is_up()) {
        scheduler_->claimed(due.claim, answer.state);
        lives_.rearm(due.claim.task_id);
    }
}

/// `open` are the runs of the task that were not over before the claim.
void DaemonModel::check_overlap(const store::Claim& claim, const std::vector<model::RunId>& open,
                                const ClaimAnswer& answer) {
    const auto skipped = static_cast<std::size_t>(answer.overlap_skips);
    const std::size_t taken = claim.run.size() - skipped;
    if (answer.state == store::ClaimState::kStale || claim.run.empty()) {
        return;
    }
    switch (claim.overlap) {
        case model::Overlap::kAllow:
            state_.expect(skipped == 0, "overlap allow skips");
            return;
        case model::Overlap::kSkip:
            state_.expect(open.empty() ? skipped == 0 : taken == 0,
                          "overlap skip: not exactly while a run is not over");
            return;
        case model::Overlap::kQueue:
            state_.expect(open.empty() ? skipped == 0 : taken == (open.size() == 1 ? 1U : 0U),
                          "overlap queue: not exactly one beside a run that is not over");
            return;
        case model::Overlap::kReplace:
            for (const model::RunId id : open) {
                state_.expect(!state_.store.has_run(id) || state_.store.run(id).kill_requested,
                              "overlap replace leaves an older run");
            }
            state_.expect(skipped == 0, "overlap replace skips");
            return;
    }
}

void DaemonModel::count(const store::Claim& claim, const ClaimAnswer& answer) {
    if (answer.state == store::ClaimState::kStale) {
        state_.counts.add("stale claims");
        return;
    }
    state_.counts.add("claims");
    state_.counts.add("occurrences", static_cast<std::int64_t>(claim.run.size()));
    for (const store::Skip& skip : claim.skip) {
        state_.counts.add("occurrences", skip.count.value_or(daemon::kMaxCounted));
        state_.counts.add(
            skip.reason == model::RunReason::kCatchUp ? "skips: catch-up" : "skips: deadline",
            skip.count.value_or(daemon::kMaxCounted));
    }
    for (const model::MissedSpan& span : claim.hold) {
        state_.counts.add("occurrences held", span.count.value_or(daemon::kMaxCounted));
    }
    state_.counts.add("skips: overlap", answer.overlap_skips);
    state_.counts.add("runs", static_cast<std::int64_t>(answer.queued.size()));
    state_.counts.add("occurrences passed over, since they ran before", answer.passed_over);
    state_.counts.add("runs cancelled: replaced", answer.replaced);
}

/// The heap knows the next task of the store; none that is due is left.
void DaemonModel::check_heap() {
    const auto earliest = state_.store.earliest_start();
    const Second now = state_.clock.seen_second();
    if (!earliest || retry_until_ > now || !state_.problem.empty()) {
        return;
    }
    const auto show = [](Second at) { return time::format_time(at, time::Zone()); };
    const auto look = scheduler_->next_look();
    if (*earliest <= now) {
        state_.fail(
            fmt::format("at {}, a task that was due at {} was left", show(now), show(*earliest)));
    } else if (*earliest <= now + kLongestSleep && (!look || *look > *earliest)) {
        state_.fail(fmt::format("at {}, the daemon would oversleep a task that is due at {}",
                                show(now), show(*earliest)));
    }
}

Instant DaemonModel::next_wake() const {
    Instant next = state_.clock.seen() + kLongestSleep;
    if (const auto look = scheduler_->next_look()) {
        next = std::min<Instant>(next, *look);
    }
    if (const auto attempt = lives_.next_attempt()) {
        next = std::min(next, *attempt);
    }
    return state_.clock.truth_of(next);
}

}  // namespace tasksched::simulation
