#include "common/model/why.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/time/time_text.h"

namespace tasksched::model {
namespace {

using testing::HasSubstr;
using time::Second;

Second at(const char* text) { return time::parse_time(text, Second{}, time::Zone()).value().at; }

/// A task at nine each day, made on 1 December 2026, and a question about it.
struct Question {
    Task task;
    schedule::Calendars calendars;
    std::optional<Run> record;
    bool knows_calendars = true;
    bool is_held = false;

    Question() {
        task.schedule.rule = *schedule::CronExpression::parse("0 9 * * *");
        task.created_at = at("2026-12-01T00:00:00Z");
        task.next_run_at = at("2026-12-25T09:00:00Z");
    }

    Run& recorded(const char* scheduled_for, RunState state, RunReason reason = RunReason::kNone) {
        record = Run();
        record->id = RunId{7};
        record->scheduled_for = at(scheduled_for);
        record->state = state;
        record->reason = reason;
        record->attempt = 2;
        return *record;
    }

    [[nodiscard]] std::string answer(const char* when,
                                     const char* now = "2026-12-24T12:00:00Z") const {
        const auto occurrences = schedule::Occurrences::of(task.schedule, calendars);
        return why(task, {.at = at(when),
                          .now = at(now),
                          .record = record,
                          .occurrences = knows_calendars ? &occurrences.value() : nullptr,
                          .is_held = is_held});
    }
};

TEST(Why, TellsWhatBecameOfARun) {
    Question ask;
    ask.recorded("2026-12-24T09:00:00Z", RunState::kSucceeded).finished_at =
        at("2026-12-24T09:00:05Z");
    EXPECT_EQ(ask.answer("2026-12-24T09:00:00Z"),
              "it ran: run 7 succeeded at 2026-12-24T09:00:05Z");
    ask.recorded("2026-12-24T09:00:00Z", RunState::kFailed).exit_code = 3;
    EXPECT_EQ(ask.answer("2026-12-24T09:00:00Z"),
              "run 7 failed at its attempt 2: it exited with 3");
    ask.recorded("2026-12-24T09:00:00Z", RunState::kFailed, RunReason::kTimeout);
    EXPECT_THAT(ask.answer("2026-12-24T09:00:00Z"), HasSubstr("longer than its timeout"));
    ask.recorded("2026-12-24T09:00:00Z", RunState::kWaiting).next_attempt_at =
        at("2026-12-24T12:05:00Z");
    EXPECT_THAT(ask.answer("2026-12-24T09:00:00Z"), HasSubstr("comes at 2026-12-24T12:05:00Z"));
    ask.recorded("2026-12-24T09:00:00Z", RunState::kUnknown, RunReason::kCrash);
    EXPECT_THAT(ask.answer("2026-12-24T09:00:00Z"), HasSubstr("tasksched resolve 7"));
    ask.recorded("2026-12-24T09:00:00Z", RunState::kQueued);
    EXPECT_EQ(ask.answer("2026-12-24T09:00:00Z"), "run 7 waits for a free slot");
    ask.recorded("2026-12-24T09:00:00Z", RunState::kCancelled, RunReason::kReplaced);
    EXPECT_THAT(ask.answer("2026-12-24T09:00:00Z"), HasSubstr("a later occurrence"));
}

TEST(Why, TellsWhyAnOccurrenceWasSkipped) {
    Question ask;
    ask.recorded("2026-12-24T09:00:00Z", RunState::kSkipped, RunReason::kOverlap);
    EXPECT_EQ(ask.answer("2026-12-24T09:00:00Z"),
              "it was skipped: a run of the task was not over (overlap skip)");
}

TEST(Why, FindsAnOccurrenceInARecordOfMany) {
    Question ask;
    model::Run& run = ask.recorded("2026-12-10T09:00:00Z", RunState::kSkipped, RunReason::kCatchUp);
    run.through = at("2026-12-20T09:00:00Z");
    run.count = 11;
    EXPECT_EQ(ask.answer("2026-12-15T09:00:00Z"),
              "it was skipped: it was missed, and the task makes up no more than it does (catch-up "
              "latest); run 7 stands for 11 occurrences from 2026-12-10T09:00:00Z to "
              "2026-12-20T09:00:00Z");
    EXPECT_THAT(ask.answer("2026-12-21T09:00:00Z"), HasSubstr("there is no record of it"));
}

TEST(Why, TellsTheTimesBesideOneThatIsNone) {
    const Question ask;
    EXPECT_EQ(ask.answer("2026-12-24T10:00:00Z"),
              "it is none of the task's times by its schedule of now (cron 0 9 * * * (UTC)): the "
              "times beside it are 2026-12-24T09:00:00Z and 2026-12-25T09:00:00Z");
    EXPECT_THAT(ask.answer("2026-12-01T08:00:00Z"), HasSubstr("its first time is 2026-12-01T09"));
}

TEST(Why, TellsThatTheTaskWasNotThereYet) {
    EXPECT_EQ(Question().answer("2026-11-24T09:00:00Z"),
              "the task was only made at 2026-12-01T00:00:00Z");
}

TEST(Why, TellsOfTimesToCome) {
    Question ask;
    EXPECT_EQ(ask.answer("2026-12-25T09:00:00Z"), "it is yet to come");
    ask.task.state = TaskState::kPaused;
    EXPECT_EQ(ask.answer("2026-12-25T09:00:00Z"), "it is yet to come, and the task is paused");
    ask.task.state = TaskState::kCancelled;
    EXPECT_EQ(ask.answer("2026-12-25T09:00:00Z"), "it will not come: the task is cancelled");
}

TEST(Why, TellsOfExcludedDays) {
    Question ask;
    ask.task.schedule.days.except = {"holidays"};
    ask.calendars.add("holidays", schedule::DaySet({schedule::parse_day("2026-12-25").value()}));
    EXPECT_THAT(ask.answer("2026-12-25T09:00:00Z"), HasSubstr("will be skipped: its day is excl"));
    EXPECT_EQ(ask.answer("2026-12-26T09:00:00Z"), "it is yet to come");
    ask.knows_calendars = false;
    EXPECT_THAT(ask.answer("2026-12-25T09:00:00Z"), HasSubstr("lacks a calendar"));
}

TEST(Why, TellsWhatIsDueFromWhatWasPassedOver) {
    Question ask;
    EXPECT_THAT(ask.answer("2026-12-25T09:00:00Z", "2026-12-25T09:00:01Z"),
                HasSubstr("no daemon has taken it yet"));
    EXPECT_THAT(ask.answer("2026-12-20T09:00:00Z"), HasSubstr("paused then, or had another sched"));
    ask.task.state = TaskState::kPaused;
    EXPECT_THAT(ask.answer("2026-12-20T09:00:00Z"), HasSubstr("the task is paused"));
}

TEST(Why, TellsThatATaskAtRebootHasNoTimes) {
    Question ask;
    ask.task.schedule.rule = *schedule::CronExpression::parse("@reboot");
    EXPECT_THAT(ask.answer("2026-12-20T09:00:00Z"), HasSubstr("when the system has started"));
}

TEST(Why, TellsOfATimeThatWaitsForADecision) {
    Question ask;
    ask.is_held = true;
    ask.task.id = TaskId{12};
    EXPECT_THAT(ask.answer("2026-12-23T09:00:00Z"), HasSubstr("tasksched missed --run 12"));
    ask.recorded("2026-12-23T09:00:00Z", RunState::kSkipped, RunReason::kMissed);
    EXPECT_THAT(ask.answer("2026-12-23T09:00:00Z"), HasSubstr("was not made up when somebody"));
}

TEST(Why, TellsOfARunThatIsSpreadWithOthers) {
    Question ask;
    model::Run& run = ask.recorded("2026-12-23T09:00:00Z", RunState::kQueued);
    run.created_at = at("2026-12-24T11:59:00Z");
    run.not_before = at("2026-12-24T12:03:00Z");
    EXPECT_THAT(ask.answer("2026-12-23T09:00:00Z"), HasSubstr("those are spread"));
}

}  // namespace
}  // namespace tasksched::model
