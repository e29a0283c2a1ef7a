// The daemon and the days on which tasks do not run.

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>

#include "tests/integration/daemon/store_view.h"

namespace tasksched::support {
namespace {

using std::chrono::days;

/// The date so many days from today, in UTC; today is the one on which the tests begin.
std::string date(int days_from_now) {
    static const auto kToday = std::chrono::floor<days>(std::chrono::system_clock::now());
    const std::chrono::year_month_day day{kToday + days{days_from_now}};
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()),
                       static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
}

std::string holidays(const std::vector<std::string>& dates) {
    std::string list;
    for (const std::string& one : dates) {
        list += fmt::format(R"({}"{}")", list.empty() ? "" : ", ", one);
    }
    return fmt::format("[calendars.holidays]\ndates = [{}]\n", list);
}

/// Today, and tomorrow: the test may run over midnight.
std::string now_is_a_holiday() { return holidays({date(0), date(1)}); }

std::string schedule_every_second(const DaemonFixture& daemon) {
    return daemon.must(
        {"schedule", "--every", "1s", "--tz", "UTC", "--except", "holidays", "--", "/bin/true"});
}

bool log_says(const DaemonFixture& daemon, const std::string& text) {
    return eventually([&] { return daemon.log().find(text) != std::string::npos; });
}

void reload(DaemonFixture& daemon, const std::string& config) {
    daemon.configure(config);
    daemon.signal(SIGHUP);
}

TEST(DaemonCalendars, SkipWithARecordUntilTheDayIsNoHolidayAnyMore) {
    DaemonFixture daemon;
    daemon.configure(now_is_a_holiday());
    daemon.start();
    const auto id = schedule_every_second(daemon);
    ASSERT_TRUE(eventually_runs(daemon, id, "skipped", 1));
    const auto runs = runs_of(daemon, id);
    EXPECT_EQ(runs.front()["reason"], "calendar");
    EXPECT_EQ(runs.size(), 1U);
    reload(daemon, holidays({}));
    EXPECT_TRUE(eventually_runs(daemon, id, "succeeded", 1));
}

TEST(DaemonCalendars, HoldATaskWhoseCalendarIsGone) {
    DaemonFixture daemon;
    daemon.configure(holidays({}));
    daemon.start();
    const auto id = schedule_every_second(daemon);
    const auto other = daemon.must({"schedule", "--every", "1s", "--", "/bin/true"});
    ASSERT_TRUE(eventually_runs(daemon, id, "succeeded", 1));
    reload(daemon, "");
    ASSERT_TRUE(log_says(daemon, "task " + id +
                                     " is due and is held: the configuration has no "
                                     "calendar 'holidays'"));
    const auto before = runs_of(daemon, id).size();
    const auto of_other = count_runs(daemon, other, "succeeded");
    EXPECT_TRUE(eventually_runs(daemon, other, "succeeded", of_other + 2));
    EXPECT_EQ(runs_of(daemon, id).size(), before);
    const auto status = daemon.tasksched({"status"});
    EXPECT_EQ(status.exit_code, 1);
    EXPECT_NE(status.out.find("no calendar 'holidays', for which 1 task waits"), std::string::npos)
        << status.out;
    reload(daemon, holidays({}));
    EXPECT_TRUE(eventually([&] { return runs_of(daemon, id).size() > before; }));
}

TEST(DaemonCalendars, MoveWhatIsToComeWhenTheyChange) {
    DaemonFixture daemon;
    daemon.configure(holidays({}));
    daemon.start();
    const auto id = daemon.must({"schedule", "--at", date(30) + " 12:00", "--tz", "UTC", "--except",
                                 "holidays", "--if-excluded", "before", "--", "/bin/true"});
    ASSERT_EQ(next_run_at(daemon, id), date(30) + "T12:00:00Z");
    reload(daemon, holidays({date(30), date(29)}));
    EXPECT_TRUE(eventually([&] { return next_run_at(daemon, id) == date(28) + "T12:00:00Z"; }));
    ASSERT_EQ(daemon.stop().exit_code, 0);
    daemon.configure(holidays({date(28)}));
    daemon.start();
    EXPECT_EQ(next_run_at(daemon, id), date(27) + "T12:00:00Z");
}

TEST(DaemonCalendars, AreRefusedAtTheStartWhereTheirFileCannotBeRead) {
    DaemonFixture daemon;
    daemon.configure("[calendars.holidays]\nfile = \"missing.ics\"\n");
    daemon.launch();
    EXPECT_TRUE(eventually([&] { return !daemon.running(); }));
    EXPECT_TRUE(log_says(daemon, "missing.ics"));
}

TEST(DaemonCalendars, StayAsTheyWereWhereTheirNewFileCannotBeRead) {
    DaemonFixture daemon;
    daemon.configure(now_is_a_holiday());
    daemon.start();
    reload(daemon, "[calendars.holidays]\nfile = \"missing.ics\"\n");
    ASSERT_TRUE(log_says(daemon, "stays as it was"));
    EXPECT_TRUE(daemon.running());
}

}  // namespace
}  // namespace tasksched::support
