#include "common/model/task_diff.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

namespace tasksched::model {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Task a_task() {
    Task task;
    task.id = {7};
    task.version = 1;
    task.user_id = "ada";
    task.type = "command";
    task.schedule.rule = schedule::Every{
        .period = {.length = 60, .unit = schedule::PeriodUnit::kSeconds}, .after_finish = false};
    return task;
}

Payload a_command(std::vector<std::string> argv = {"/bin/true"}) {
    CommandPayload payload;
    payload.argv = std::move(argv);
    return payload;
}

std::vector<FieldChange> diff(const Task& before, const Task& after) {
    return diff_tasks(before, a_command(), after, a_command());
}

TEST(TaskDiff, NamesTheFieldsThatDifferInTheirOrder) {
    Task after = a_task();
    after.name = "backup";
    after.policies.retries = 3;
    EXPECT_THAT(diff(a_task(), after), ElementsAre(FieldChange{"name", "null", R"("backup")"},
                                                   FieldChange{"retries", "0", "3"}));
    EXPECT_THAT(diff(after, a_task()), ElementsAre(FieldChange{"name", R"("backup")", "null"},
                                                   FieldChange{"retries", "3", "0"}));
}

TEST(TaskDiff, TellsWhatIsRunFieldByField) {
    const auto changes =
        diff_tasks(a_task(), a_command(), a_task(), a_command({"/bin/sh", "a\"b\n"}));
    ASSERT_EQ(changes.size(), 1U);
    EXPECT_EQ(changes[0].field, "payload.words");
    EXPECT_EQ(changes[0].to, R"(["/bin/sh","a\"b\n"])");
}

TEST(TaskDiff, LeavesOutWhatChangesByItself) {
    Task after = a_task();
    after.version = 9;
    after.revision = 99;
    after.created_at = time::Instant(std::chrono::hours(1));
    after.next_run_at = time::Second(std::chrono::hours(2));
    after.state = TaskState::kDone;
    EXPECT_THAT(diff(a_task(), after), IsEmpty());
    after.state = TaskState::kPaused;
    EXPECT_THAT(diff(a_task(), after),
                ElementsAre(FieldChange{"state", R"("active")", R"("paused")"}));
}

TEST(TaskDiff, TellsOfACountOnlyWhereAPersonChangedIt) {
    Task before = a_task();
    Task after = a_task();
    before.remaining = 5;
    after.remaining = 4;
    EXPECT_THAT(diff(before, after), IsEmpty());
    after.remaining = 6;
    EXPECT_THAT(diff(before, after), ElementsAre(FieldChange{"remaining", "5", "6"}));
    after.remaining.reset();
    EXPECT_THAT(diff(before, after), ElementsAre(FieldChange{"remaining", "5", "null"}));
}

}  // namespace
}  // namespace tasksched::model
