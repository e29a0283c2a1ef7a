#include "common/model/task.h"

#include <gtest/gtest.h>

namespace tasksched::model {
namespace {

using std::chrono::seconds;

constexpr time::Second kStart{seconds{1'800'000'000}};

Task every_minute() {
    Task task;
    task.id = TaskId{7};
    task.schedule.rule = schedule::Every{{60, schedule::PeriodUnit::kSeconds}, false};
    task.schedule.start = kStart;
    return task;
}

TEST(TaskState, IsReadBackFromItsWord) {
    for (const TaskState state :
         {TaskState::kActive, TaskState::kPaused, TaskState::kDone, TaskState::kCancelled}) {
        EXPECT_EQ(parse_task_state(to_string(state)), state);
    }
    EXPECT_FALSE(parse_task_state("Active"));
}

TEST(TaskName, MayBeAnyLineOfText) {
    for (const char* name :
         {"a", "backup", "nightly backup", "1st", "r\xc3\xa9sum\xc3\xa9", "a=b"}) {
        EXPECT_TRUE(check_name(name)) << name;
    }
}

TEST(TaskName, HasAtMost100CharactersNotBytes) {
    std::string name;
    for (int i = 0; i < 100; ++i) {
        name += "\xc3\xa9";
    }
    EXPECT_TRUE(check_name(name));
    EXPECT_FALSE(check_name(name + "x"));
}

TEST(TaskName, IsRefusedWhereItCouldBeMistaken) {
    using namespace std::string_view_literals;
    for (const std::string_view name :
         {""sv, "123"sv, " a"sv, "a "sv, "a\nb"sv, "a\0b"sv, "\xff"sv, "a\x1b[1m"sv}) {
        const auto checked = check_name(name);
        ASSERT_FALSE(checked) << name;
        EXPECT_EQ(checked.error().code, base::ErrorCode::kInvalid);
        EXPECT_EQ(checked.error().message.find('\n'), std::string::npos);
    }
}

TEST(TaskNotBefore, IsTheNominalTimeWithoutJitter) {
    EXPECT_EQ(not_before(every_minute(), kStart), kStart);
}

TEST(TaskNotBefore, LiesWithinTheJitterAndStays) {
    Task task = every_minute();
    task.jitter = seconds(600);
    const time::Second drawn = not_before(task, kStart);
    EXPECT_GE(drawn, kStart);
    EXPECT_LE(drawn, kStart + seconds(600));
    EXPECT_EQ(not_before(task, kStart), drawn);
}

TEST(TaskNextOccurrence, FollowsTheSchedule) {
    EXPECT_EQ(next_occurrence(every_minute(), kStart), kStart + seconds(60));
}

TEST(TaskNextOccurrence, EndsWithTheCount) {
    Task task = every_minute();
    task.remaining = 1;
    EXPECT_EQ(next_occurrence(task, kStart), kStart + seconds(60));
    task.remaining = 0;
    EXPECT_EQ(next_occurrence(task, kStart), std::nullopt);
}

TEST(TaskDefinition, LeavesAsideWhatTheStoreGives) {
    const Task task = every_minute();
    Task stored = task;
    stored.id = TaskId{8};
    stored.version = 5;
    stored.state = TaskState::kPaused;
    stored.next_run_at = kStart;
    EXPECT_TRUE(same_definition(task, stored));
}

TEST(TaskDefinition, DiffersWithEachOfItsParts) {
    const Task task = every_minute();
    const auto differs = [&task](auto change) {
        Task other = task;
        change(other);
        return !same_definition(task, other);
    };
    EXPECT_TRUE(differs([](Task& t) { t.name = "other"; }));
    EXPECT_TRUE(differs([](Task& t) { t.schedule.until = kStart; }));
    EXPECT_TRUE(differs([](Task& t) { t.remaining = 3; }));
    EXPECT_TRUE(differs([](Task& t) { t.jitter = seconds(1); }));
    EXPECT_TRUE(differs([](Task& t) { t.policies.retries = 1; }));
}

}  // namespace
}  // namespace tasksched::model
