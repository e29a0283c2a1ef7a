#include "common/crontab/line_task.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tasksched::crontab {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

constexpr time::Instant kNow{std::chrono::seconds(1'800'000'000)};  // 2027-01-15 08:00 UTC

LineTask task_of_text(const std::string& text) {
    const auto table = read_table(text);
    EXPECT_TRUE(table);
    auto made = task_of(table->jobs.back(), {"alice", time::Zone(), kNow});
    EXPECT_TRUE(made) << (made ? "" : made.error().message);
    return std::move(*made);
}

std::string definition(const std::string& text) {
    const auto table = read_table(text);
    EXPECT_TRUE(table);
    return definition_of(table->jobs.back());
}

TEST(LineTask, HasTheDefaultsOfCron) {
    const LineTask made = task_of_text("30 8 * * * make\n");
    EXPECT_EQ(made.task.type, "command");
    EXPECT_EQ(made.task.user_id, "alice");
    EXPECT_EQ(made.task.policies.catch_up, model::CatchUp::kNone);
    EXPECT_EQ(made.task.policies.overlap, model::Overlap::kAllow);
    EXPECT_EQ(made.task.policies.retries, 0);
    EXPECT_EQ(made.task.next_run_at, time::Second(std::chrono::seconds(1'800'001'800)));
    EXPECT_EQ(made.payload.shell, "make");
    EXPECT_THAT(made.payload.env, ElementsAre(Pair("PATH", "/usr/bin:/bin")));
    EXPECT_EQ(made.payload.cwd, "");
}

TEST(LineTask, TakesTheVariablesOfTheTable) {
    const LineTask made = task_of_text(
        "SHELL=/bin/bash\nHOME=/srv\nLOGNAME=root\nPATH=/opt\nMAILTO=a@b.c\n* * * * * a%b\n");
    EXPECT_THAT(made.payload.argv, ElementsAre("/bin/bash", "-c", "a"));
    EXPECT_EQ(made.payload.cwd, "/srv");
    EXPECT_EQ(made.payload.standard_input, "b\n");
    EXPECT_THAT(made.payload.env, ElementsAre(Pair("SHELL", "/bin/bash"), Pair("HOME", "/srv"),
                                              Pair("PATH", "/opt"), Pair("MAILTO", "a@b.c")));
}

TEST(LineTask, GivesWordsToTheShellWhereTheLineIsNoPlainOne) {
    EXPECT_THAT(task_of_text("* * * * * a\r\n").payload.argv, ElementsAre("/bin/sh", "-c", "a\r"));
    EXPECT_THAT(task_of_text("* * * * *\n").payload.argv, ElementsAre("/bin/sh", "-c", ""));
}

TEST(LineTask, HeedsFlagsZonesDelaysAndOptions) {
    const LineTask made = task_of_text(
        "CRON_TZ=Asia/Tokyo\nRANDOM_DELAY=10\n# tasksched: name=n retries=2 timeout=1h\n"
        "0 18 * * * -s x\n");
    EXPECT_EQ(made.task.schedule.zone.name(), "Asia/Tokyo");
    EXPECT_EQ(made.task.next_run_at, time::Second(std::chrono::seconds(1'800'003'600)));
    EXPECT_EQ(made.task.jitter, std::chrono::minutes(10));
    EXPECT_EQ(made.task.policies.overlap, model::Overlap::kSkip);
    EXPECT_EQ(made.task.name, "n");
    EXPECT_EQ(made.task.policies.retries, 2);
    EXPECT_EQ(made.task.policies.timeout, std::chrono::hours(1));
}

TEST(LineTask, AtRebootHasNoTime) {
    const LineTask made = task_of_text("RANDOM_DELAY=10\n@reboot x\n");
    EXPECT_EQ(made.task.next_run_at, std::nullopt);
    EXPECT_EQ(made.task.jitter.count(), 0);
}

TEST(LineTask, IsRefusedWhereItIsTooLarge) {
    std::string text;
    for (int i = 0; i < 100; ++i) {
        text += "V" + std::to_string(i) + "=" + std::string(900, 'x') + "\n";
    }
    const auto table = read_table(text + "* * * * * x\n");
    ASSERT_TRUE(table);
    EXPECT_FALSE(task_of(table->jobs[0], {"alice", time::Zone(), kNow}));
}

TEST(Definition, IsTheSameWhereverALineStands) {
    EXPECT_EQ(definition("0  5 * * * x\n"), definition("# a\n\n0 5 *\t* * x\n"));
}

TEST(Definition, DiffersWithAllThatALineMeans) {
    const std::string plain = definition("0 5 * * * x\n");
    for (const char* other :
         {"0 6 * * * x\n", "0 5 * * * y\n", "0 5 * * * x%y\n", "0 5 * * * -n x\n",
          "A=b\n0 5 * * * x\n", "CRON_TZ=Asia/Tokyo\n0 5 * * * x\n",
          "# tasksched: retries=1\n0 5 * * * x\n", "RANDOM_DELAY=5\n0 5 * * * x\n"}) {
        EXPECT_NE(plain, definition(other)) << other;
    }
}

}  // namespace
}  // namespace tasksched::crontab
