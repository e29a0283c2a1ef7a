#include "common/model/resolve.h"

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

Task resolve(const TaskSpec& spec) { return stored(spec).task; }

TEST(NewTask, BelongsToTheUserAndIsActive) {
    TaskSpec spec = every("1h");
    spec.name = "backup";
    const Task task = resolve(spec);
    EXPECT_EQ(task.user_id, "alice");
    EXPECT_EQ(task.name, "backup");
    EXPECT_EQ(task.type, "command");
    EXPECT_EQ(task.state, TaskState::kActive);
    EXPECT_EQ(task.version, 1);
    EXPECT_EQ(task.created_at, context().now);
    EXPECT_EQ(task.policies, Policies{});
    EXPECT_EQ(task.schedule.zone.name(), "Europe/Paris");
}

TEST(NewTask, NeedsOneTimeAndOneOnly) {
    EXPECT_THAT(refusal(command()), HasSubstr("one of --at, --in, --every and --cron"));
    TaskSpec both = every("1h");
    both.in = "5m";
    EXPECT_THAT(refusal(both), HasSubstr("exclude each other"));
}

TEST(NewTask, NeedsAType) {
    TaskSpec spec = every("1h");
    spec.type.reset();
    EXPECT_THAT(refusal(spec), StartsWith("no type"));
    spec.type = "fax";
    EXPECT_THAT(refusal(spec), HasSubstr("'fax'"));
}

TEST(NewTask, ChecksNamePoliciesAndPayload) {
    TaskSpec spec = every("1h");
    spec.name = "12";
    EXPECT_THAT(refusal(spec), StartsWith("--name: "));
    spec = every("1h");
    spec.retries = "many";
    EXPECT_THAT(refusal(spec), StartsWith("--retries: "));
    spec = every("1h");
    spec.words.clear();
    EXPECT_THAT(refusal(spec), StartsWith("no command"));
}

TEST(NewTaskAt, RunsOnceAtThatTime) {
    const Task task = resolve(once("2026-11-25 09:00"));
    EXPECT_EQ(task.next_run_at, at("2026-11-25T09:00:00+01:00"));
    EXPECT_EQ(std::get<schedule::Once>(task.schedule.rule).at, *task.next_run_at);
}

TEST(NewTaskAt, IsReadInTheZoneOfTheTask) {
    TaskSpec spec = once("2026-11-25 09:00");
    spec.tz = "America/New_York";
    const Task task = resolve(spec);
    EXPECT_EQ(task.next_run_at, at("2026-11-25T09:00:00-05:00"));
    EXPECT_EQ(task.schedule.zone.name(), "America/New_York");
}

TEST(NewTaskAt, TakesABareClockTimeForTheNextOne) {
    EXPECT_EQ(resolve(once("12:59")).next_run_at, at("2026-11-25T12:59:00+01:00"));
}

TEST(NewTaskAt, RefusesATimeInThePast) {
    const std::string message = refusal(once("2026-11-24T11:59:59Z"));
    EXPECT_THAT(message, StartsWith("--at: 2026-11-24T12:59:59+01:00 is in the past"));
    EXPECT_THAT(message, HasSubstr("give a time to come"));
}

TEST(NewTaskAt, TakesTheSecondThatIsPassing) {
    EXPECT_EQ(resolve(once("2026-11-24T12:00:00Z")).next_run_at, now());
}

TEST(NewTaskAt, RefusesATimeThatATimeChangeSkips) {
    const std::string message = refusal(once("2027-03-28 02:30"));
    EXPECT_THAT(message, StartsWith("--at: "));
}

TEST(NewTaskAt, RemarksOnARepeatedTime) {
    const ResolvedTask resolved = stored(once("2027-10-31 02:30"));
    EXPECT_EQ(resolved.task.next_run_at, at("2027-10-31T00:30:00Z"));
    ASSERT_EQ(resolved.remarks.size(), 1U);
    EXPECT_THAT(resolved.remarks[0], StartsWith("--at: "));
}

TEST(NewTaskAt, RefusesWhatBelongsToARepetition) {
    const auto with = [](auto member) {
        TaskSpec spec = once("tomorrow 9am");
        spec.*member = "5";
        return refusal(spec);
    };
    EXPECT_EQ(with(&TaskSpec::start), "--start: goes with --every and --cron only");
    EXPECT_EQ(with(&TaskSpec::until), "--until: goes with --every and --cron only");
    EXPECT_EQ(with(&TaskSpec::count), "--count: goes with --every and --cron only");
    TaskSpec spec = once("tomorrow 9am");
    spec.after_finish = true;
    EXPECT_EQ(refusal(spec), "--after-finish: goes with --every only");
}

TEST(NewTaskIn, IsNeverSoonerThanAsked) {
    TaskSpec spec = command();
    spec.in = "90s";
    EXPECT_EQ(resolve(spec).next_run_at, now() + seconds(91));
}

TEST(NewTaskIn, RefusesWhatIsNoDuration) {
    for (const char* text : {"0", "-5m", "soon", "99999999999999999999"}) {
        TaskSpec spec = command();
        spec.in = text;
        EXPECT_THAT(refusal(spec), StartsWith("--in: ")) << text;
    }
}

TEST(NewTaskEvery, CountsFromNow) {
    const Task task = resolve(every("2h"));
    EXPECT_EQ(task.schedule.start, now());
    EXPECT_EQ(task.next_run_at, now() + hours(2));
}

TEST(NewTaskEvery, BeginsAtAStartToCome) {
    TaskSpec spec = every("1d");
    spec.start = "2026-12-01 06:00";
    EXPECT_EQ(resolve(spec).next_run_at, at("2026-12-01T06:00:00+01:00"));
}

TEST(NewTaskEvery, KeepsThePhaseOfAStartInThePast) {
    TaskSpec spec = every("1h");
    spec.start = "2026-01-01 00:15";
    EXPECT_EQ(resolve(spec).next_run_at, at("2026-11-24T12:15:00Z"));
}

TEST(NewTaskEvery, MayCountFromTheEndOfEachRun) {
    TaskSpec spec = every("5m");
    spec.after_finish = true;
    const Task task = resolve(spec);
    EXPECT_TRUE(schedule::after_finish(task.schedule));
    EXPECT_EQ(task.next_run_at, now() + minutes(5));
}

TEST(NewTaskCron, RunsAtTheNextTimeInItsZone) {
    EXPECT_EQ(resolve(cron("0 9 * * 1")).next_run_at, at("2026-11-30T09:00:00+01:00"));
}

TEST(NewTaskCron, NamesTheOptionWhereItIsWrong) {
    EXPECT_THAT(refusal(cron("0 25 * * *")), StartsWith("--cron: "));
    EXPECT_THAT(refusal(cron("0 0 30 2 *")), StartsWith("--cron: "));
}

TEST(NewTaskCron, TakesEveryAsAPeriod) {
    const Task task = resolve(cron("@every 15m"));
    EXPECT_EQ(task.schedule, resolve(every("15m")).schedule);
    EXPECT_EQ(task.next_run_at, now() + minutes(15));
    EXPECT_THAT(refusal(cron("@every soon")),
                StartsWith("--cron: cron expression '@every soon': duration 'soon'"));
}

TEST(NewTaskCron, WaitsForItsStart) {
    TaskSpec spec = cron("0 9 * * *");
    spec.start = "2026-12-24 10:00";
    EXPECT_EQ(resolve(spec).next_run_at, at("2026-12-25T09:00:00+01:00"));
}

TEST(NewTaskReboot, HasNoNextTime) {
    EXPECT_EQ(resolve(cron("@reboot")).next_run_at, std::nullopt);
}

TEST(NewTaskReboot, HasNothingToBoundOrToCount) {
    const auto with = [](auto member) {
        TaskSpec spec = cron("@reboot");
        spec.*member = "5";
        return refusal(spec);
    };
    EXPECT_THAT(with(&TaskSpec::start), StartsWith("--start: does not go with @reboot"));
    EXPECT_THAT(with(&TaskSpec::until), StartsWith("--until: does not go with @reboot"));
    EXPECT_THAT(with(&TaskSpec::count), StartsWith("--count: does not go with @reboot"));
    EXPECT_THAT(with(&TaskSpec::jitter), StartsWith("--jitter: does not go with @reboot"));
}

TEST(NewTaskUntil, EndsTheSchedule) {
    TaskSpec spec = every("1h");
    spec.until = "2026-12-01 00:00";
    EXPECT_EQ(resolve(spec).schedule.until, at("2026-12-01T00:00:00+01:00"));
}

TEST(NewTaskUntil, LiesInTheFutureAndAfterTheStart) {
    TaskSpec spec = every("1h");
    spec.until = "2026-11-24T12:00:00Z";
    EXPECT_THAT(refusal(spec), StartsWith("--until: 2026-11-24T13:00:00+01:00 is in the past"));
    spec.start = "2026-12-02 00:00";
    spec.until = "2026-12-02 00:00";
    EXPECT_THAT(refusal(spec), HasSubstr("is not after the start"));
}

TEST(NewTaskUntil, LeavesTimeForOneOccurrence) {
    TaskSpec spec = every("2h");
    spec.until = "2026-11-24T13:59:59Z";
    EXPECT_THAT(refusal(spec), StartsWith("--until: the schedule has no time between now and "));
    spec.until = "2026-11-24T14:00:00Z";
    EXPECT_EQ(refusal(spec), "accepted");
}

TEST(NewTaskCount, IsKeptAsWhatRemains) {
    TaskSpec spec = every("1h");
    spec.count = "3";
    EXPECT_EQ(resolve(spec).remaining, 3);
    EXPECT_EQ(resolve(every("1h")).remaining, std::nullopt);
}

TEST(NewTaskCount, IsAtLeastOne) {
    for (const char* text : {"0", "-1", "x", "", "9223372036854775808", "1.5"}) {
        TaskSpec spec = every("1h");
        spec.count = text;
        EXPECT_THAT(refusal(spec), StartsWith("--count: ")) << text;
    }
}

TEST(NewTaskJitter, IsADuration) {
    TaskSpec spec = every("1h");
    spec.jitter = "5m";
    EXPECT_EQ(resolve(spec).jitter, minutes(5));
    spec.jitter = "-5m";
    EXPECT_THAT(refusal(spec), StartsWith("--jitter: "));
}

TEST(NewTaskZone, MustExist) {
    TaskSpec spec = every("1h");
    spec.tz = "Europe/Atlantis";
    EXPECT_THAT(refusal(spec), StartsWith("--tz: "));
}

}  // namespace
}  // namespace tasksched::model
