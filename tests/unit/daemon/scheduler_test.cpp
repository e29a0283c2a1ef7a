#include "daemon/scheduler/scheduler.h"

#include <gtest/gtest.h>

#include "tests/unit/daemon/tasks.h"

namespace tasksched::daemon {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

/// A scheduler that was filled with `tasks` at kMonday.
Scheduler filled(std::vector<model::Task> tasks, Horizon horizon = {}) {
    Scheduler scheduler(horizon);
    const auto asked = scheduler.refill_limit();
    scheduler.refill(std::move(tasks), scheduler.refill_until(kMonday), asked);
    return scheduler;
}

TEST(Scheduler, AsksForTasksBeforeItHasAny) {
    const Scheduler scheduler{Horizon{}};
    EXPECT_TRUE(scheduler.needs_refill(kMonday));
    EXPECT_EQ(scheduler.next_due(), std::nullopt);
}

TEST(Scheduler, WakesForTheEarliestTask) {
    const auto scheduler =
        filled({single_task(1, kMonday + seconds(20)), single_task(2, kMonday + seconds(10))});
    EXPECT_EQ(scheduler.next_due(), kMonday + seconds(10));
    EXPECT_FALSE(scheduler.needs_refill(kMonday));
}

TEST(Scheduler, TakesWhatIsDueInOrderUpToTheLimit) {
    auto scheduler =
        filled({single_task(1, kMonday + seconds(3)), single_task(2, kMonday + seconds(1)),
                single_task(3, kMonday + seconds(2)), single_task(4, kMonday + seconds(9))});
    const auto first = scheduler.take_due(kMonday + seconds(5), 2);
    ASSERT_EQ(first.size(), 2U);
    EXPECT_EQ(first[0].claim.task_id, model::TaskId{2});
    EXPECT_EQ(first[1].claim.task_id, model::TaskId{3});
    EXPECT_EQ(scheduler.take_due(kMonday + seconds(5), 10).size(), 1U);
    EXPECT_TRUE(scheduler.take_due(kMonday + seconds(5), 10).empty());
}

TEST(Scheduler, PutsAClaimedTaskBackAtItsNextTime) {
    auto scheduler = filled({periodic_task(1, seconds(10), kMonday)});
    const auto due = scheduler.take_due(kMonday, 10);
    EXPECT_EQ(scheduler.next_due(), std::nullopt);
    scheduler.claimed(due[0].claim, store::ClaimState::kClaimed);
    EXPECT_EQ(scheduler.next_due(), kMonday + seconds(10));
}

TEST(Scheduler, ForgetsATaskThatIsDone) {
    auto scheduler = filled({single_task(1, kMonday)});
    const auto due = scheduler.take_due(kMonday, 10);
    scheduler.claimed(due[0].claim, store::ClaimState::kClaimed);
    EXPECT_EQ(scheduler.size(), 0U);
}

TEST(Scheduler, ForgetsATaskWhoseClaimWasStale) {
    auto scheduler = filled({periodic_task(1, seconds(10), kMonday)});
    const auto due = scheduler.take_due(kMonday, 10);
    scheduler.claimed(due[0].claim, store::ClaimState::kStale);
    EXPECT_EQ(scheduler.size(), 0U);
}

TEST(Scheduler, KeepsAnEditThatCameWhileItsClaimWasUnderWay) {
    auto scheduler = filled({periodic_task(1, seconds(10), kMonday)});
    const auto due = scheduler.take_due(kMonday, 10);
    auto edited = periodic_task(1, seconds(10), kMonday + seconds(77));
    edited.version = 2;
    scheduler.changed(edited);
    scheduler.claimed(due[0].claim, store::ClaimState::kStale);
    EXPECT_EQ(scheduler.next_due(), kMonday + seconds(77));
    scheduler.claimed(due[0].claim, store::ClaimState::kClaimed);
    EXPECT_EQ(scheduler.next_due(), kMonday + seconds(77));
}

TEST(Scheduler, IgnoresAnOldReadOfATaskWhoseClaimIsUnderWay) {
    auto scheduler = filled({periodic_task(1, seconds(10), kMonday)});
    const auto due = scheduler.take_due(kMonday, 10);
    scheduler.refill({periodic_task(1, seconds(10), kMonday)}, kMonday + hours(1), 10);
    EXPECT_TRUE(scheduler.take_due(kMonday, 10).empty());
    scheduler.claimed(due[0].claim, store::ClaimState::kClaimed);
    EXPECT_EQ(scheduler.next_due(), kMonday + seconds(10));
}

TEST(Scheduler, IgnoresAnOlderVersionThanItKnows) {
    auto newer = periodic_task(1, seconds(10), kMonday + seconds(50));
    newer.version = 3;
    auto scheduler = filled({newer});
    scheduler.changed(periodic_task(1, seconds(10), kMonday));
    EXPECT_EQ(scheduler.next_due(), kMonday + seconds(50));
}

TEST(Scheduler, DropsATaskThatIsNotActiveAnyMore) {
    for (const auto state :
         {model::TaskState::kPaused, model::TaskState::kDone, model::TaskState::kCancelled}) {
        auto scheduler = filled({periodic_task(1, seconds(10), kMonday)});
        auto changed = periodic_task(1, seconds(10), kMonday);
        changed.version = 2;
        changed.state = state;
        scheduler.changed(changed);
        EXPECT_EQ(scheduler.next_due(), std::nullopt) << model::to_string(state);
    }
}

TEST(Scheduler, TakesANewTaskThatIsDueEarlierThanAllOthers) {
    auto scheduler = filled({single_task(1, kMonday + minutes(30))});
    scheduler.changed(single_task(2, kMonday + seconds(5)));
    EXPECT_EQ(scheduler.next_due(), kMonday + seconds(5));
}

/// Two tasks that are due, the first of which names a calendar.
std::vector<model::Task> tasks_with_calendar() {
    auto task = periodic_task(1, seconds(10), kMonday);
    task.schedule.days.except = {"holidays"};
    return {task, periodic_task(2, seconds(10), kMonday)};
}

TEST(Scheduler, HoldsATaskWhoseCalendarItLacksAndTellsItOnce) {
    auto scheduler = filled(tasks_with_calendar());
    const auto due = scheduler.take_due(kMonday, 10);
    ASSERT_EQ(due.size(), 1U);
    EXPECT_EQ(due[0].claim.task_id, model::TaskId{2});
    const auto held = scheduler.take_held();
    ASSERT_EQ(held.size(), 1U);
    EXPECT_EQ(held[0].id, model::TaskId{1});
    EXPECT_NE(held[0].why.find("'holidays'"), std::string::npos);
    scheduler.refill({tasks_with_calendar()[0]}, kMonday + hours(1), 10);
    EXPECT_TRUE(scheduler.take_due(kMonday + hours(1), 10).empty());
    EXPECT_TRUE(scheduler.take_held().empty());
}

TEST(Scheduler, ReadsNewTasksPastThoseThatItHolds) {
    auto scheduler = filled(tasks_with_calendar(), {.cap = 1});
    const auto before = scheduler.refill_limit();
    scheduler.take_due(kMonday, 10);
    EXPECT_EQ(scheduler.refill_limit(), before);
}

TEST(Scheduler, LetsAHeldTaskGoWithItsUpdate) {
    auto scheduler = filled(tasks_with_calendar());
    scheduler.take_due(kMonday, 10);
    auto updated = periodic_task(1, seconds(10), kMonday);
    updated.version = 2;
    scheduler.changed(updated);
    EXPECT_EQ(scheduler.take_due(kMonday, 10).size(), 1U);
}

TEST(Scheduler, LetsHeldTasksGoWithOtherCalendars) {
    auto scheduler = filled(tasks_with_calendar());
    scheduler.take_due(kMonday, 10);
    schedule::Calendars calendars;
    calendars.add("holidays", {});
    scheduler.set_calendars(calendars);
    EXPECT_TRUE(scheduler.needs_refill(kMonday));
    scheduler.refill({tasks_with_calendar()[0]}, kMonday + hours(1), 10);
    const auto due = scheduler.take_due(kMonday, 10);
    ASSERT_EQ(due.size(), 1U);
    EXPECT_EQ(due[0].claim.task_id, model::TaskId{1});
}

TEST(Scheduler, LeavesTasksBeyondItsHorizonInTheStore) {
    auto scheduler = filled({});
    scheduler.changed(single_task(1, kMonday + hours(5)));
    EXPECT_EQ(scheduler.size(), 0U);
}

TEST(Scheduler, AsksAgainBeforeItsHorizonIsReached) {
    const auto scheduler = filled({});
    EXPECT_FALSE(scheduler.needs_refill(kMonday + minutes(29)));
    EXPECT_TRUE(scheduler.needs_refill(kMonday + minutes(31)));
}

TEST(Scheduler, TriesAFailedClaimAgainAtTheGivenTime) {
    auto scheduler = filled({periodic_task(1, seconds(10), kMonday)});
    const auto due = scheduler.take_due(kMonday, 10);
    scheduler.claim_failed(due[0].claim, kMonday + seconds(3));
    EXPECT_TRUE(scheduler.take_due(kMonday + seconds(2), 10).empty());
    const auto again = scheduler.take_due(kMonday + seconds(3), 10);
    ASSERT_EQ(again.size(), 1U);
    EXPECT_EQ(again[0].claim.run, std::vector<time::Second>{kMonday});
}

TEST(Scheduler, TriesAFailedClaimNoEarlierThanItsTaskStarts) {
    auto scheduler = filled({periodic_task(1, seconds(10), kMonday)});
    const auto due = scheduler.take_due(kMonday, 10);
    const auto moved_back = kMonday - minutes(10);
    scheduler.claim_failed(due[0].claim, moved_back + seconds(1));
    EXPECT_TRUE(scheduler.take_due(kMonday - seconds(1), 10).empty());
    EXPECT_EQ(scheduler.take_due(kMonday, 10).size(), 1U);
}

TEST(Scheduler, LooksAgainWhereWhatIsLoadedEndsAlsoWithoutAnyTask) {
    Scheduler scheduler(Horizon{.span = hours(1), .cap = 2});
    EXPECT_EQ(scheduler.next_look(), std::nullopt);
    scheduler.refill({}, kMonday + hours(1), 2);
    EXPECT_EQ(scheduler.next_look(), kMonday + hours(1));
}

TEST(Scheduler, LooksAgainWhereWhatIsLoadedEnds) {
    auto waiting = single_task(1, kMonday);
    waiting.jitter = hours(10);
    ASSERT_GT(model::not_before(waiting, kMonday), kMonday + minutes(5));
    Scheduler scheduler(Horizon{.span = hours(1), .cap = 2});
    scheduler.refill({waiting, single_task(2, kMonday + seconds(20))}, kMonday + hours(1), 2);
    EXPECT_EQ(scheduler.next_look(), kMonday + seconds(20));
    const auto due = scheduler.take_due(kMonday + seconds(20), 1);
    scheduler.claimed(due[0].claim, store::ClaimState::kClaimed);
    EXPECT_EQ(scheduler.next_look(), kMonday + seconds(20))
        << "a third task may be due then, before the one that waits for its jitter";
}

TEST(Scheduler, AnswersClaimsThatWereUnderWayAtAReset) {
    auto scheduler = filled({periodic_task(1, seconds(10), kMonday),
                             periodic_task(2, seconds(10), kMonday + seconds(5))});
    const auto due = scheduler.take_due(kMonday, 10);
    scheduler.reset();
    EXPECT_TRUE(scheduler.needs_refill(kMonday));
    EXPECT_EQ(scheduler.size(), 1U);
    scheduler.claimed(due[0].claim, store::ClaimState::kClaimed);
    EXPECT_EQ(scheduler.size(), 0U) << "its next time comes with the refill";
}

/// A store of many tasks, read through the scheduler's own limits, as the daemon does.
std::vector<model::Task> earliest(const std::vector<model::Task>& store, time::Second until,
                                  std::size_t limit) {
    std::vector<model::Task> found;
    for (const auto& task : store) {
        if (*task.next_run_at <= until && found.size() < limit) {
            found.push_back(task);
        }
    }
    return found;
}

TEST(Scheduler, RefillsAHeapThatWasCutAsItRunsOut) {
    std::vector<model::Task> store;
    store.reserve(1000);
    for (int i = 0; i < 1000; ++i) {
        store.push_back(single_task(i + 1, kMonday + seconds(i)));
    }
    Scheduler scheduler(Horizon{.span = hours(1), .cap = 100});
    std::size_t claimed = 0;
    for (auto now = kMonday; now <= kMonday + seconds(1000); now += seconds(1)) {
        if (scheduler.needs_refill(now)) {
            const auto asked = scheduler.refill_limit();
            EXPECT_LE(asked, 200U) << "memory follows the cap";
            std::vector<model::Task> left(store.begin() + static_cast<std::ptrdiff_t>(claimed),
                                          store.end());
            scheduler.refill(earliest(left, scheduler.refill_until(now), asked),
                             scheduler.refill_until(now), asked);
        }
        for (const auto& due : scheduler.take_due(now, 1000)) {
            scheduler.claimed(due.claim, store::ClaimState::kClaimed);
            EXPECT_EQ(due.claim.run.front(), now) << "on time";
            ++claimed;
        }
    }
    EXPECT_EQ(claimed, 1000U);
}

TEST(Scheduler, SeesPastAHeapFullOfTasksThatWaitForTheirJitter) {
    Scheduler scheduler(Horizon{.span = hours(1), .cap = 10});
    std::vector<model::Task> store;
    for (int i = 0; i < 50; ++i) {
        auto task = single_task(i + 1, kMonday);
        task.jitter = hours(10);
        if (model::not_before(task, kMonday) > kMonday + minutes(5)) {
            store.push_back(task);
        }
    }
    store.push_back(single_task(1000, kMonday + seconds(1)));
    const auto now = kMonday + seconds(1);
    for (int round = 0; round < 20 && scheduler.needs_refill(now); ++round) {
        const auto asked = scheduler.refill_limit();
        scheduler.refill(earliest(store, scheduler.refill_until(now), asked),
                         scheduler.refill_until(now), asked);
    }
    const auto due = scheduler.take_due(now, 10);
    ASSERT_EQ(due.size(), 1U);
    EXPECT_EQ(due[0].claim.task_id, model::TaskId{1000});
}

TEST(Scheduler, TakesWhatComesInTimeAheadOfWhatWasMissed) {
    Scheduler scheduler({.span = hours(1), .cap = 2});
    const time::Second now = kMonday + hours(5);
    EXPECT_FALSE(scheduler.is_behind(now)) << "nothing is loaded";
    scheduler.refill({periodic_task(1, hours(1), kMonday), periodic_task(2, hours(1), kMonday)},
                     now + hours(1), 2);
    EXPECT_TRUE(scheduler.is_behind(now));
    auto later = periodic_task(4, hours(1), now);
    later.jitter = hours(10);
    ASSERT_GT(model::not_before(later, now), now);
    const auto due = scheduler.take_ahead(
        {periodic_task(1, hours(1), kMonday), periodic_task(3, hours(1), now), later}, now);
    ASSERT_EQ(due.size(), 1U) << "the first is known, the last not due yet";
    EXPECT_EQ(due[0].claim.task_id, model::TaskId{3});
    EXPECT_TRUE(scheduler.take_ahead({periodic_task(3, hours(1), now)}, now).empty())
        << "it is in a claim";
    scheduler.claimed(due[0].claim, store::ClaimState::kClaimed);
    EXPECT_EQ(scheduler.size(), 2U) << "its next time is loaded in its turn";
    EXPECT_EQ(scheduler.take_due(now, 10).size(), 2U);
}

}  // namespace
}  // namespace tasksched::daemon
