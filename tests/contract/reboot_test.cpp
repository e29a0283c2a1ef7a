#include "tests/contract/store_contract.h"

namespace tasksched::store {

namespace {

using model::Task;
using model::TaskState;

class RebootClaims : public StoreContract {
  protected:
    Task a_reboot_task() {
        Task task = a_task();
        task.schedule.rule = value_of(schedule::CronExpression::parse("@reboot"));
        task.next_run_at.reset();
        return task;
    }

    std::vector<model::Run> claim_reboot(const std::string& boot_id, std::int64_t booted_at) {
        std::vector<model::Run> runs;
        change([&](Transaction& transaction) {
            runs = value_of(transaction.runs().claim_reboot(boot_id, second(booted_at),
                                                            instant(booted_at + 5)));
        });
        return runs;
    }
};

INSTANTIATE_TEST_SUITE_P(Engines, RebootClaims, testing::ValuesIn(engines_under_test()),
                         engine_name);

TEST_P(RebootClaims, QueueOneRunABoot) {
    const Task task = stored(a_reboot_task());
    stored(a_task());
    const auto first = claim_reboot("boot-1", 100);
    ASSERT_EQ(first.size(), 1U);
    EXPECT_EQ(first[0].task_id, task.id);
    EXPECT_EQ(first[0].scheduled_for, second(100));
    EXPECT_TRUE(claim_reboot("boot-1", 100).empty());
    ASSERT_TRUE(finish(first[0].id, started(first[0].id), model::RunState::kSucceeded));
    EXPECT_EQ(claim_reboot("boot-2", 200).size(), 1U);
    EXPECT_EQ(this->task(task.id).state, TaskState::kActive);
}

TEST_P(RebootClaims, DoNotRunATaskThatWasAddedAfterThemInTheSameBoot) {
    claim_reboot("boot-1", 100);
    stored(a_reboot_task());
    EXPECT_TRUE(claim_reboot("boot-1", 100).empty());
    EXPECT_EQ(claim_reboot("boot-2", 200).size(), 1U);
}

TEST_P(RebootClaims, PassOverPausedTasksAndThoseOutOfTheirTime) {
    Task task = a_reboot_task();
    task.state = TaskState::kPaused;
    stored(task);
    task = a_reboot_task();
    task.schedule.start = second(500);
    stored(task);
    task = a_reboot_task();
    task.schedule.until = second(50);
    stored(task);
    EXPECT_TRUE(claim_reboot("boot-1", 100).empty());
}

TEST_P(RebootClaims, CountDown) {
    Task task = a_reboot_task();
    task.remaining = 1;
    task = stored(task);
    EXPECT_EQ(claim_reboot("boot-1", 100).size(), 1U);
    EXPECT_EQ(this->task(task.id).state, TaskState::kDone);
    EXPECT_TRUE(claim_reboot("boot-2", 200).empty());
}

}  // namespace

}  // namespace tasksched::store
