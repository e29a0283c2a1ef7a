#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/model/resolving.h"

namespace tasksched::model {
namespace {

using std::chrono::minutes;
using testing::HasSubstr;

Task replaced(const ResolvedTask& old, const TaskSpec& spec) {
    const auto resolved = resolve_replace(spec, old.task, later());
    EXPECT_TRUE(resolved) << (resolved ? "" : resolved.error().message);
    return resolved ? resolved->task : Task{};
}

TEST(ReplacedTask, IsTheSameWhereTheSameIsAsked) {
    for (const TaskSpec& spec :
         {every("7m"), cron("0 9 * * *"), cron("@reboot"), once("2026-11-25 09:00")}) {
        const ResolvedTask old = stored(spec);
        const Task task = replaced(old, spec);
        EXPECT_TRUE(same_definition(task, old.task));
        EXPECT_EQ(task.next_run_at, old.task.next_run_at);
        EXPECT_EQ(task.id, old.task.id);
        EXPECT_EQ(task.created_at, old.task.created_at);
        EXPECT_EQ(task.version, old.task.version + 1);
    }
}

TEST(ReplacedTask, GoesBackToDefaultsWhereNothingIsAsked) {
    TaskSpec spec = every("7m");
    spec.retries = "5";
    spec.count = "3";
    const Task task = replaced(stored(spec), every("7m"));
    EXPECT_EQ(task.policies, Policies{});
    EXPECT_EQ(task.remaining, std::nullopt);
}

TEST(ReplacedTask, ForgetsAStartThatIsYetToCome) {
    TaskSpec spec = every("7m");
    spec.start = "2027-01-01 00:00";
    const Task task = replaced(stored(spec), every("7m"));
    EXPECT_EQ(task.next_run_at, now() + minutes(17));
}

TEST(ReplacedTask, TakesANewSchedule) {
    EXPECT_EQ(replaced(stored(every("7m")), every("30m")).next_run_at, now() + minutes(40));
}

TEST(ReplacedTask, StaysPaused) {
    ResolvedTask old = stored(every("7m"));
    old.task.state = TaskState::kPaused;
    old.task.next_run_at.reset();
    for (const char* period : {"7m", "30m"}) {
        const Task task = replaced(old, every(period));
        EXPECT_EQ(task.state, TaskState::kPaused);
        EXPECT_EQ(task.next_run_at, std::nullopt);
    }
}

TEST(ReplacedTask, KeepsItsType) {
    ResolvedTask old = stored(every("7m"));
    old.task.type = "email";
    EXPECT_THAT(refusal_of(resolve_replace(every("7m"), old.task, later())),
                HasSubstr("cannot become 'command'"));
}

}  // namespace
}  // namespace tasksched::model
