#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/model/resolving.h"

namespace tasksched::model {
namespace {

using schedule::IfExcluded;
using testing::HasSubstr;

/// The one of the other tests, with a calendar: Christmas 2026, a Friday, to Sunday.
ResolveContext with_holidays() {
    ResolveContext context = model::context();
    std::vector<schedule::Day> days;
    for (const char* date : {"2026-12-25", "2026-12-26", "2026-12-27"}) {
        days.push_back(schedule::parse_day(date).value());
    }
    context.calendars.add("holidays", schedule::DaySet(std::move(days)));
    context.calendars.add("never", schedule::DaySet());
    return context;
}

TaskSpec except_holidays(TaskSpec spec, const char* policy = nullptr) {
    spec.except = {"holidays"};
    if (policy != nullptr) {
        spec.if_excluded = policy;
    }
    return spec;
}

ResolvedTask resolved(const TaskSpec& spec) {
    auto task = resolve_new(spec, with_holidays());
    EXPECT_TRUE(task) << (task ? "" : task.error().message);
    return task.value_or(ResolvedTask{});
}

/// As the store would give it back.
ResolvedTask as_stored(ResolvedTask task) {
    task.task.id = TaskId{7};
    return task;
}

std::string refused(const TaskSpec& spec) { return refusal_of(resolve_new(spec, with_holidays())); }

base::Result<ResolvedTask> update_on_days(const ResolvedTask& old, const TaskSpec& changes) {
    return resolve_update(changes, old.task, old.payload, with_holidays());
}

TEST(Days, OfATaskAreAnyWithoutCalendars) {
    EXPECT_EQ(resolved(every("1h")).task.schedule.days, schedule::DayRule{});
}

TEST(Days, OfATaskNameItsCalendarsOnce) {
    TaskSpec spec = except_holidays(cron("0 9 * * *"), "after");
    spec.only = {"workdays", "weekends", "workdays"};
    const auto days = resolved(spec).task.schedule.days;
    EXPECT_EQ(days.only, (std::vector<std::string>{"workdays", "weekends"}));
    EXPECT_EQ(days.except, std::vector<std::string>{"holidays"});
    EXPECT_EQ(days.if_excluded, IfExcluded::kAfter);
}

TEST(Days, ThatTheConfigurationHasNotAreRefused) {
    TaskSpec spec = every("1h");
    spec.except = {"holdays"};
    EXPECT_EQ(refused(spec),
              "--except: the configuration has no calendar 'holdays'; it has holidays, never, "
              "weekends, workdays");
    spec.except.clear();
    spec.only = {"x"};
    EXPECT_THAT(refused(spec), HasSubstr("--only: the configuration has no calendar 'x'"));
}

TEST(Days, ArePolicedByAKnownWordOnly) {
    EXPECT_EQ(refused(except_holidays(every("1h"), "next")),
              "--if-excluded: 'next' is not one of skip, before, after");
    TaskSpec spec = every("1h");
    spec.if_excluded = "after";
    EXPECT_EQ(refused(spec), "--if-excluded: goes with --only or --except");
}

TEST(Days, DoNotGoWithReboot) {
    EXPECT_EQ(refused(except_holidays(cron("@reboot"))),
              "--except: does not go with @reboot, which has no times");
}

TEST(Days, AreNotMovedToAfterARun) {
    TaskSpec spec = except_holidays(every("1h"), "after");
    spec.after_finish = true;
    EXPECT_THAT(refused(spec), HasSubstr("--if-excluded: after does not go with --after-finish"));
    spec.if_excluded = "skip";
    EXPECT_EQ(refused(spec), "accepted");
}

TEST(Days, GiveTheFirstTime) {
    const TaskSpec spec = cron("0 9 25 12 *");
    EXPECT_EQ(resolved(except_holidays(spec, "after")).task.next_run_at,
              at("2026-12-28T08:00:00Z"));
    EXPECT_EQ(resolved(except_holidays(spec, "before")).task.next_run_at,
              at("2026-12-24T08:00:00Z"));
    // What is skipped is looked at, and recorded, when it comes.
    EXPECT_EQ(resolved(except_holidays(spec)).task.next_run_at, at("2026-12-25T08:00:00Z"));
}

TEST(Days, RefuseATaskThatWouldNeverRun) {
    EXPECT_EQ(refused(except_holidays(once("2026-12-25 09:00"))),
              "2026-12-25T09:00:00+01:00 is on a day that is excluded (except holidays), so it "
              "would not run; choose another day, or --if-excluded before or after");
    EXPECT_EQ(refused(except_holidays(once("2026-12-25 09:00"), "before")), "accepted");
    TaskSpec spec = every("1h");
    spec.only = {"never"};
    EXPECT_THAT(refused(spec), HasSubstr("the schedule would not run: the days that it comes on"));
    spec.if_excluded = "after";
    EXPECT_THAT(refused(spec), HasSubstr("the schedule would not run"));
}

TEST(Days, RefuseATimeThatIsMovedIntoThePast) {
    TaskSpec spec = once("2026-11-25 09:00");
    spec.only = {"weekends"};
    spec.if_excluded = "before";  // last Sunday: now is a Tuesday
    EXPECT_THAT(refused(spec), HasSubstr("the schedule has no time to come"));
}

TEST(UpdatedDays, ReplaceThoseOfTheirOption) {
    TaskSpec spec = except_holidays(cron("0 9 * * *"));
    spec.only = {"workdays"};
    TaskSpec changes;
    changes.only = {"weekends"};
    const auto changed = update_on_days(as_stored(resolved(spec)), changes);
    ASSERT_TRUE(changed);
    EXPECT_EQ(changed->task.schedule.days.only, std::vector<std::string>{"weekends"});
    EXPECT_EQ(changed->task.schedule.days.except, std::vector<std::string>{"holidays"});
}

TEST(UpdatedDays, AreTakenAwayByNone) {
    TaskSpec changes;
    changes.except = {"none"};
    const auto changed =
        update_on_days(as_stored(resolved(except_holidays(cron("0 9 25 12 *"), "after"))), changes);
    ASSERT_TRUE(changed);
    EXPECT_EQ(changed->task.schedule.days, schedule::DayRule{});
    EXPECT_EQ(changed->task.next_run_at, at("2026-12-25T08:00:00Z"));
}

TEST(UpdatedDays, MoveTheNextTime) {
    const TaskSpec spec = cron("0 9 25 12 *");
    TaskSpec changes;
    changes.if_excluded = "after";
    const auto changed = update_on_days(as_stored(resolved(except_holidays(spec))), changes);
    ASSERT_TRUE(changed);
    EXPECT_EQ(changed->task.next_run_at, at("2026-12-28T08:00:00Z"));
}

TEST(UpdatedDays, ThatSkipKeepAnOccurrenceThatIsDue) {
    ResolvedTask old = as_stored(resolved(every("1h")));
    old.task.next_run_at = now() - std::chrono::seconds(5);
    const auto changed = update_on_days(old, except_holidays(TaskSpec{}));
    ASSERT_TRUE(changed);
    EXPECT_EQ(changed->task.next_run_at, old.task.next_run_at);
}

TEST(UpdatedDays, MustLeaveATaskThatRuns) {
    TaskSpec changes;
    changes.only = {"never"};
    EXPECT_THAT(refusal_of(update_on_days(as_stored(resolved(every("1h"))), changes)),
                HasSubstr("would not run"));
}

TEST(UpdatedDays, MayBeMissingWhereTheyAreNotTouched) {
    const ResolvedTask old = as_stored(resolved(except_holidays(every("1h"))));
    TaskSpec changes;
    changes.retries = "3";
    EXPECT_TRUE(resolve_update(changes, old.task, old.payload, context()));
    changes.cron = "0 9 * * *";
    EXPECT_THAT(refusal_of(resolve_update(changes, old.task, old.payload, context())),
                HasSubstr("no calendar 'holidays'"));
    changes.except = {"none"};
    EXPECT_TRUE(resolve_update(changes, old.task, old.payload, context()));
}

TEST(UpdatedDays, GoWithTheTimesOfReboot) {
    TaskSpec changes;
    changes.cron = "@reboot";
    const auto changed = update_on_days(as_stored(resolved(except_holidays(every("1h")))), changes);
    ASSERT_TRUE(changed);
    EXPECT_EQ(changed->task.schedule.days, schedule::DayRule{});
}

TEST(ReplacedDays, AreThoseOfTheNewOne) {
    const ResolvedTask old = as_stored(resolved(except_holidays(every("1h"))));
    const auto replaced = resolve_replace(every("1h"), old.task, with_holidays());
    ASSERT_TRUE(replaced);
    EXPECT_EQ(replaced->task.schedule.days, schedule::DayRule{});
    EXPECT_FALSE(same_definition(replaced->task, old.task));
}

}  // namespace
}  // namespace tasksched::model
