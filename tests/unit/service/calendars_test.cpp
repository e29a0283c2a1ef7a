#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/service/world.h"

namespace tasksched::service {
namespace {

using base::ErrorCode;
using testing::ElementsAre;
using testing::HasSubstr;

/// A world, at noon of a Tuesday, 24 November 2026, whose next two days are holidays.
class CalendarService : public testing::Test {
  protected:
    CalendarService() { set_holidays({"2026-11-25", "2026-11-26"}); }

    void set_holidays(const std::vector<std::string>& dates) {
        std::vector<schedule::Day> days;
        days.reserve(dates.size());
        for (const std::string& date : dates) {
            days.push_back(schedule::parse_day(date).value());
        }
        world_.calendars.add("holidays", schedule::DaySet(std::move(days)));
    }

    /// Runs at nine each day, but not on holidays.
    static model::TaskSpec daily(const char* policy, const char* name = "a") {
        model::TaskSpec spec = command(&model::TaskSpec::cron, "0 9 * * *", name);
        spec.except = {"holidays"};
        spec.if_excluded = policy;
        return spec;
    }

    std::optional<time::Second> shown() {
        return world_.as("alice").show({"a"}).value().task.next_run_at;
    }

    World world_;
};

TEST_F(CalendarService, StoresWhenToLookAndShowsWhenItRuns) {
    const model::TaskId id = world_.schedule(daily("skip"));
    EXPECT_EQ(world_.task(id).next_run_at, at("2026-11-25T09:00:00Z"));
    EXPECT_EQ(shown(), at("2026-11-27T09:00:00Z"));
    const auto listed = world_.as("alice").list({}).value();
    ASSERT_EQ(listed.size(), 1U);
    EXPECT_EQ(listed[0].next_run_at, at("2026-11-27T09:00:00Z"));
}

TEST_F(CalendarService, StoresWhenItIsMovedTo) {
    const model::TaskId id = world_.schedule(daily("after"));
    EXPECT_EQ(world_.task(id).next_run_at, at("2026-11-27T09:00:00Z"));
}

TEST_F(CalendarService, ListsByWhenTasksRun) {
    world_.schedule(daily("skip"));
    world_.schedule(every("2d", "b"));
    ListRequest request;
    request.filter.due_before = at("2026-11-27T00:00:00Z");
    auto listed = world_.as("alice").list(request).value();
    ASSERT_EQ(listed.size(), 1U);
    EXPECT_EQ(listed[0].name, "b");
    request.filter.due_before = at("2026-11-28T00:00:00Z");
    listed = world_.as("alice").list(request).value();
    ASSERT_EQ(listed.size(), 2U);
    EXPECT_EQ(listed[0].name, "b");
}

TEST_F(CalendarService, ShowsNoTimeOfATaskThatWaitsForItsCalendar) {
    world_.schedule(daily("skip"));
    world_.calendars = {};
    EXPECT_EQ(shown(), std::nullopt);
}

TEST_F(CalendarService, RefusesAnUnknownCalendar) {
    model::TaskSpec spec = every("1h");
    spec.only = {"holdays"};
    const auto error = error_of(world_.as("alice").schedule({{spec}, false}));
    EXPECT_EQ(error.code, ErrorCode::kInvalid);
    EXPECT_EQ(error.message,
              "--only: the configuration has no calendar 'holdays'; it has holidays, weekends, "
              "workdays");
}

TEST_F(CalendarService, AsksForCalendarsWhereTheyAreNeededOnly) {
    world_.calendar_error = base::Error{ErrorCode::kInvalid, "others.ics: it is not iCalendar"};
    world_.schedule(every("1h"));
    EXPECT_EQ(error_of(world_.as("alice").schedule({{daily("skip")}, false})),
              *world_.calendar_error);
}

TEST_F(CalendarService, PreviewsWhenItRuns) {
    const auto preview = world_.preview("alice").schedule(daily("skip"), OnSameName::kRefuse);
    ASSERT_TRUE(preview) << preview.error().message;
    EXPECT_EQ(preview->task.next_run_at, at("2026-11-27T09:00:00Z"));
}

TEST_F(CalendarService, UpdatesAndReplaces) {
    const model::TaskId id = world_.schedule(daily("skip"));
    model::TaskSpec changes;
    changes.if_excluded = "before";
    ASSERT_TRUE(world_.as("alice").update({{{"a"}}, false, {}, {}, changes}));
    EXPECT_EQ(world_.task(id).next_run_at, at("2026-11-27T09:00:00Z"));
    ASSERT_TRUE(world_.as("alice").schedule({{daily("after")}, true}));
    EXPECT_EQ(world_.task(id).schedule.days.if_excluded, schedule::IfExcluded::kAfter);
    changes = {};
    changes.except = {"none"};
    ASSERT_TRUE(world_.as("alice").update({{{"a"}}, false, {}, {}, changes}));
    EXPECT_EQ(world_.task(id).schedule.days, schedule::DayRule{});
    EXPECT_EQ(world_.task(id).next_run_at, at("2026-11-25T09:00:00Z"));
}

TEST_F(CalendarService, ResumesAtAMovedTime) {
    const model::TaskId id = world_.schedule(daily("after"));
    ASSERT_TRUE(world_.as("alice").transition({Transition::kPause, {{"a"}}, false}));
    ASSERT_TRUE(world_.as("alice").transition({Transition::kResume, {{"a"}}, false}));
    EXPECT_EQ(world_.task(id).next_run_at, at("2026-11-27T09:00:00Z"));
    ASSERT_TRUE(world_.as("alice").transition({Transition::kPause, {{"a"}}, false}));
    world_.calendars = {};
    const auto error =
        error_of(world_.as("alice").transition({Transition::kResume, {{"a"}}, false}));
    EXPECT_EQ(error.code, ErrorCode::kInvalid);
    EXPECT_THAT(error.message, HasSubstr("no calendar 'holidays'"));
}

}  // namespace
}  // namespace tasksched::service
