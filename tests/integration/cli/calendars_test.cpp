#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/integration/cli/command_line.h"

namespace tasksched::integration {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// A user whose configuration has the holidays of Christmas 2099, a Friday, in an .ics file beside
/// it, and those of New Year as dates.
class Calendars : public ::testing::Test {
  protected:
    Calendars() {
        command_.home().write(".config/tasksched/holidays.ics",
                              "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Christmas\r\n"
                              "DTSTART;VALUE=DATE:20001225\r\nDTEND;VALUE=DATE:20001227\r\n"
                              "RRULE:FREQ=YEARLY\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
        configure("[calendars.holidays]\nfile = \"holidays.ics\"\ndates = [\"2100-01-01\"]\n");
    }

    void configure(const std::string& text) {
        config_ = command_.home().write(".config/tasksched/tasksched.toml", text);
    }

    /// Schedules a task named "a" that runs at nine of the 24th to 27th of December.
    void schedule(const std::vector<std::string>& options) {
        std::vector<std::string> arguments{"schedule",       "--name", "a",  "--cron",
                                           "0 9 24-27 12 *", "--tz",   "UTC"};
        arguments.insert(arguments.end(), options.begin(), options.end());
        arguments.insert(arguments.end(), {"--", "x"});
        command_.must(arguments);
    }

    std::vector<std::string> next(const std::string& count) {
        return lines(
            command_.must({"next", "a", "--from", "2099-12-01T00:00:00Z", "--count", count}));
    }

    CommandLine command_;
    std::string config_;
};

TEST_F(Calendars, LeaveDaysOutOfTheNextTimes) {
    schedule({"--except", "holidays"});
    EXPECT_THAT(next("3"), ElementsAre("2099-12-24T09:00:00Z", "2099-12-27T09:00:00Z",
                                       "2100-12-24T09:00:00Z"));
}

TEST_F(Calendars, MoveTimesToTheDayAfter) {
    schedule({"--except", "holidays", "--only", "workdays", "--if-excluded", "after"});
    EXPECT_THAT(next("3"), ElementsAre("2099-12-24T09:00:00Z", "2099-12-28T09:00:00Z",
                                       "2100-12-24T09:00:00Z"));
}

TEST_F(Calendars, MoveTimesToTheDayBefore) {
    schedule({"--except", "holidays", "--only", "workdays", "--if-excluded", "before"});
    EXPECT_THAT(next("2"), ElementsAre("2099-12-24T09:00:00Z", "2100-12-24T09:00:00Z"));
}

TEST_F(Calendars, AreShown) {
    schedule({"--only", "workdays", "--except", "holidays", "--if-excluded", "before"});
    const std::string text = command_.must({"show", "a"});
    EXPECT_THAT(text, HasSubstr("\nonly\tworkdays\nexcept\tholidays\nif_excluded\tbefore\n"));
    EXPECT_THAT(text, HasSubstr("only on workdays, except holidays, else the day before\n"));
    const json task = json::parse(command_.must({"--json", "show", "a"}));
    EXPECT_EQ(task["only"], json({"workdays"}));
    EXPECT_EQ(task["except"], json({"holidays"}));
    EXPECT_EQ(task["if_excluded"], "before");
}

TEST_F(Calendars, AreChangedAndTakenAway) {
    schedule({"--except", "holidays"});
    command_.must({"update", "a", "--except", "weekends", "--if-excluded", "after"});
    json task = json::parse(command_.must({"--json", "show", "a"}));
    EXPECT_EQ(task["except"], json({"weekends"}));
    EXPECT_EQ(task["if_excluded"], "after");
    command_.must({"update", "a", "--except", "none"});
    task = json::parse(command_.must({"--json", "show", "a"}));
    EXPECT_EQ(task["except"], json::array());
    EXPECT_EQ(task["if_excluded"], "skip");
}

TEST_F(Calendars, StandInBatchLines) {
    command_.must({"schedule", "--batch", "-"},
                  R"({"cron":"0 9 * * *","type":"command","words":["x"],"name":"a",)"
                  R"("except":["holidays"],"only":"workdays","if_excluded":"after"})");
    const json task = json::parse(command_.must({"--json", "show", "a"}));
    EXPECT_EQ(task["only"], json({"workdays"}));
    EXPECT_EQ(task["if_excluded"], "after");
}

TEST_F(Calendars, ThatAreUnknownAreRefusedWithTheKnown) {
    const auto result =
        command_.run({"schedule", "--every", "1h", "--except", "holidys", "--", "x"});
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_EQ(result.out, "");
    EXPECT_EQ(result.err,
              "tasksched: --except: the configuration has no calendar 'holidys'; it has holidays, "
              "weekends, workdays\n");
}

TEST_F(Calendars, ThatLeaveNothingAreRefused) {
    const auto once = command_.run(
        {"schedule", "--at", "2099-12-25 09:00", "--tz", "UTC", "--except", "holidays", "--", "x"});
    EXPECT_EQ(once.exit_code, 2);
    EXPECT_THAT(once.err, HasSubstr("is on a day that is excluded"));
    const auto cron =
        command_.run({"schedule", "--cron", "0 9 25 12 *", "--except", "holidays", "--", "x"});
    EXPECT_EQ(cron.exit_code, 2);
    EXPECT_THAT(cron.err, HasSubstr("the schedule would not run"));
    EXPECT_EQ(command_.run({"list"}).out, "");
}

TEST_F(Calendars, AreCheckedAndShownWithTheConfiguration) {
    EXPECT_EQ(command_.must({"config", "check"}), config_ + ": valid");
    const std::string text = command_.must({"config", "show"});
    EXPECT_THAT(text, HasSubstr("\ncalendars.holidays.dates\t[\"2100-01-01\"]\t" + config_ + ":3"));
    EXPECT_THAT(text, HasSubstr("\ncalendars.holidays.file\t\"holidays.ics\"\t" + config_ + ":2"));
    configure("[calendars.holidays]\nfile = \"missing.ics\"\n");
    const auto result = command_.run({"config", "check"});
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_EQ(lines(result.err).size(), 1U);
    EXPECT_THAT(result.err, HasSubstr(config_ + ":2: calendars.holidays.file: "));
    EXPECT_THAT(result.err, HasSubstr("missing.ics"));
    configure("[calendars.holidays]\ndates = [\"2026-02-30\"]\n");
    EXPECT_THAT(command_.run({"config", "check"}).err,
                HasSubstr(config_ + ":2: calendars.holidays.dates: '2026-02-30' is no date"));
}

TEST_F(Calendars, ThatAreMissingLaterAreAProblemForStatus) {
    schedule({"--except", "holidays"});
    configure("");
    const auto status = command_.run({"status"});
    EXPECT_EQ(status.exit_code, 1);
    EXPECT_THAT(status.out, HasSubstr("problem\tthe configuration has no calendar 'holidays', for "
                                      "which 1 task waits\n"));
    EXPECT_TRUE(json::parse(command_.must({"--json", "show", "a"}))["next_run_at"].is_null());
    EXPECT_EQ(command_.run({"next", "a"}).exit_code, 2);
    command_.must({"update", "a", "--retries", "3"});
    command_.must({"update", "a", "--except", "none"});
    EXPECT_FALSE(json::parse(command_.must({"--json", "show", "a"}))["next_run_at"].is_null());
}

}  // namespace
}  // namespace tasksched::integration
