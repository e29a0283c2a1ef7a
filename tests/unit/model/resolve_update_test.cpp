#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/model/resolving.h"

namespace tasksched::model {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::HasSubstr;
using testing::StartsWith;

/// Ten minutes later.
base::Result<ResolvedTask> update(const ResolvedTask& old, const TaskSpec& changes) {
    return resolve_update(changes, old.task, old.payload, later());
}

Task updated(const ResolvedTask& old, const TaskSpec& changes) {
    const auto resolved = update(old, changes);
    EXPECT_TRUE(resolved) << (resolved ? "" : resolved.error().message);
    return resolved ? resolved->task : Task{};
}

ResolvedTask paused(const TaskSpec& spec) {
    ResolvedTask task = stored(spec);
    task.task.state = TaskState::kPaused;
    task.task.next_run_at.reset();
    return task;
}

TaskSpec changes(std::optional<std::string> TaskSpec::*member, const char* value) {
    TaskSpec spec;
    spec.*member = value;
    return spec;
}

TEST(UpdatedTask, RaisesItsVersionAndKeepsTheRest) {
    TaskSpec spec = every("1h");
    spec.name = "a";
    spec.timeout = "5m";
    const ResolvedTask old = stored(spec);
    const auto resolved = update(old, changes(&TaskSpec::retries, "3"));
    ASSERT_TRUE(resolved);
    Task expected = old.task;
    expected.policies.retries = 3;
    EXPECT_TRUE(same_definition(resolved->task, expected));
    EXPECT_EQ(resolved->task.version, old.task.version + 1);
    EXPECT_EQ(resolved->task.id, old.task.id);
    EXPECT_EQ(resolved->task.created_at, old.task.created_at);
    EXPECT_EQ(resolved->task.next_run_at, old.task.next_run_at);
    EXPECT_EQ(resolved->payload, old.payload);
}

TEST(UpdatedTask, CannotChangeItsType) {
    EXPECT_THAT(refusal_of(update(stored(every("1h")), changes(&TaskSpec::type, "email"))),
                HasSubstr("cannot become 'email'"));
    EXPECT_TRUE(update(stored(every("1h")), changes(&TaskSpec::type, "command")));
}

TEST(UpdatedTask, CannotBeOver) {
    ResolvedTask old = stored(every("1h"));
    old.task.state = TaskState::kDone;
    EXPECT_THAT(refusal_of(update(old, changes(&TaskSpec::retries, "1"))),
                HasSubstr("task 7 is done and cannot be changed"));
    old.task.state = TaskState::kCancelled;
    EXPECT_THAT(refusal_of(update(old, changes(&TaskSpec::retries, "1"))),
                HasSubstr("is cancelled"));
}

TEST(UpdatedTask, ChangesItsPayload) {
    TaskSpec spec;
    spec.words = {"/bin/false"};
    const auto resolved = update(stored(every("1h")), spec);
    ASSERT_TRUE(resolved);
    EXPECT_EQ(summary(resolved->payload), "/bin/false");
}

TEST(UpdatedSchedule, TakesAnotherKindOfTime) {
    const Task task = updated(stored(cron("0 9 * * *")), changes(&TaskSpec::at, "tomorrow 08:00"));
    EXPECT_EQ(task.next_run_at, at("2026-11-25T08:00:00+01:00"));
}

TEST(UpdatedSchedule, DropsWhatDoesNotGoWithTheNewKind) {
    TaskSpec spec = every("1h");
    spec.count = "5";
    spec.until = "2027-01-01 00:00";
    const Task task = updated(stored(spec), changes(&TaskSpec::in, "1h"));
    EXPECT_EQ(task.remaining, std::nullopt);
    EXPECT_EQ(task.schedule.start, std::nullopt);
    EXPECT_EQ(task.schedule.until, std::nullopt);
}

TEST(UpdatedSchedule, KeepsItsBoundsBetweenPeriodAndCron) {
    TaskSpec spec = every("1h");
    spec.count = "5";
    spec.until = "2027-01-01 00:00";
    const ResolvedTask old = stored(spec);
    const Task task = updated(old, changes(&TaskSpec::cron, "0 9 * * *"));
    EXPECT_EQ(task.remaining, 5);
    EXPECT_EQ(task.schedule.until, old.task.schedule.until);
    EXPECT_EQ(task.schedule.start, std::nullopt);
    EXPECT_EQ(task.next_run_at, at("2026-11-25T09:00:00+01:00"));
}

TEST(UpdatedSchedule, CountsANewPeriodFromTheStartItHas) {
    const Task task = updated(stored(every("1h")), changes(&TaskSpec::every, "15m"));
    EXPECT_EQ(task.schedule.start, now());
    EXPECT_EQ(task.next_run_at, now() + minutes(15));
}

TEST(UpdatedSchedule, CountsAPeriodFromNowAfterAnotherKind) {
    const Task task = updated(stored(cron("0 9 * * *")), changes(&TaskSpec::every, "15m"));
    EXPECT_EQ(task.next_run_at, now() + minutes(25));
}

TEST(UpdatedSchedule, MovesWithItsZone) {
    const Task task = updated(stored(cron("0 9 * * *")), changes(&TaskSpec::tz, "UTC"));
    EXPECT_EQ(task.next_run_at, at("2026-11-25T09:00:00Z"));
}

TEST(UpdatedSchedule, KeepsTheInstantOfAOneOffWhoseZoneChanges) {
    const ResolvedTask old = stored(once("tomorrow 9am"));
    const Task task = updated(old, changes(&TaskSpec::tz, "UTC"));
    EXPECT_EQ(task.next_run_at, old.task.next_run_at);
    EXPECT_EQ(task.schedule.zone.name(), "UTC");
}

TEST(UpdatedSchedule, DoesNotLoseAnOccurrenceThatIsDue) {
    ResolvedTask old = stored(every("5m"));
    ASSERT_LT(*old.task.next_run_at, time::floor_second(later().now));
    const Task counted = updated(old, changes(&TaskSpec::count, "4"));
    EXPECT_EQ(counted.next_run_at, old.task.next_run_at);
    EXPECT_EQ(counted.remaining, 4);
    const Task same = updated(old, changes(&TaskSpec::every, "5m"));
    EXPECT_EQ(same.next_run_at, old.task.next_run_at);
}

TEST(UpdatedSchedule, KeepsAnAbsentNextTimeWhileARunIsUnderWay) {
    TaskSpec spec = every("5m");
    spec.after_finish = true;
    ResolvedTask old = stored(spec);
    old.task.next_run_at.reset();
    EXPECT_EQ(updated(old, changes(&TaskSpec::retries, "1")).next_run_at, std::nullopt);
}

TEST(UpdatedSchedule, TakesItsStartItsEndAndItsCountAwayByNone) {
    TaskSpec spec = cron("0 9 * * *");
    spec.start = "2026-12-24 10:00";
    spec.until = "2027-12-24 10:00";
    spec.count = "5";
    spec.jitter = "5m";
    TaskSpec none;
    none.start = none.until = none.count = none.jitter = "none";
    const Task task = updated(stored(spec), none);
    EXPECT_EQ(task.schedule.start, std::nullopt);
    EXPECT_EQ(task.schedule.until, std::nullopt);
    EXPECT_EQ(task.remaining, std::nullopt);
    EXPECT_EQ(task.jitter, seconds(0));
    EXPECT_EQ(task.next_run_at, at("2026-11-25T09:00:00+01:00"));
}

TEST(UpdatedSchedule, CannotEndBeforeItsNextTime) {
    EXPECT_THAT(
        refusal_of(update(stored(every("2h")), changes(&TaskSpec::until, "2026-11-24T13:00:00Z"))),
        StartsWith("--until: the schedule has no time"));
}

TEST(UpdatedSchedule, RefusesBoundsOfAOneOff) {
    EXPECT_EQ(refusal_of(update(stored(once("tomorrow 9am")), changes(&TaskSpec::count, "2"))),
              "--count: goes with --every and --cron only");
}

TEST(UpdatedPausedTask, StaysPausedWithoutANextTime) {
    const Task task = updated(paused(every("1h")), changes(&TaskSpec::cron, "0 9 * * *"));
    EXPECT_EQ(task.state, TaskState::kPaused);
    EXPECT_EQ(task.next_run_at, std::nullopt);
}

TEST(UpdatedPausedTask, MayChangeItsPoliciesWhenItsTimeHasPassed) {
    TaskSpec spec = command();
    spec.in = "1m";
    EXPECT_TRUE(update(paused(spec), changes(&TaskSpec::retries, "1")));
}

TEST(UpdatedPausedTask, NeedsATimeToComeInANewSchedule) {
    EXPECT_THAT(
        refusal_of(update(paused(every("2h")), changes(&TaskSpec::until, "2026-11-24T13:00:00Z"))),
        StartsWith("--until: "));
}

}  // namespace
}  // namespace tasksched::model
