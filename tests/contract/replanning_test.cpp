#include <gmock/gmock.h>

#include "tests/contract/store_contract.h"

namespace tasksched::store {

namespace {

using model::RunState;
using model::Task;
using testing::ElementsAre;

class ReplanningContract : public StoreContract {
  protected:
    std::vector<model::TaskId> pending(model::TaskId after, std::int64_t later_than,
                                       std::int64_t limit = 10) {
        std::vector<model::TaskId> ids;
        for (const Task& task :
             value_of(store_->due().pending_tasks(after, second(later_than), limit))) {
            ids.push_back(task.id);
        }
        return ids;
    }

    /// A run of the task that waits for that instant.
    model::RunId waiting(const Task& task, std::int64_t at_second) {
        const model::Run run = claimed(task, 60);
        Finish end = a_finish(run.id, started(run.id), RunState::kWaiting);
        end.next_attempt_at = instant(at_second);
        EXPECT_TRUE(finish(end));
        return run.id;
    }

    std::int64_t hasten(std::int64_t now) {
        std::int64_t runs = 0;
        change([&](Transaction& transaction) {
            runs = value_of(transaction.runs().hasten_attempts(instant(now)));
        });
        return runs;
    }
};

INSTANTIATE_TEST_SUITE_P(Engines, ReplanningContract, testing::ValuesIn(engines_under_test()),
                         engine_name);

TEST_P(ReplanningContract, FindsActiveTasksThatAreDueLater) {
    const Task first = stored(a_task());
    const Task paused = stored(a_task());
    const Task last = stored(a_periodic_task());
    change([&](Transaction& transaction) {
        value_of(
            transaction.tasks().set_state(paused.id, 1, model::TaskState::kPaused, {}, alice()));
    });
    EXPECT_THAT(pending({0}, 59), ElementsAre(first.id, last.id));
    EXPECT_THAT(pending({0}, 59, 1), ElementsAre(first.id));
    EXPECT_THAT(pending(first.id, 59), ElementsAre(last.id));
    EXPECT_THAT(pending({0}, 60), ElementsAre());
}

TEST_P(ReplanningContract, KnowsWhenTheNewestRunWasMade) {
    EXPECT_EQ(value_of(store_->due().newest_run_at()), std::nullopt);
    const model::Run made = claimed(stored(a_periodic_task()), 60);
    EXPECT_EQ(value_of(store_->due().newest_run_at()), run(made.id).created_at);
}

TEST_P(ReplanningContract, HastensAttemptsThatComeLaterThanTheirBackoffAllows) {
    Task task = a_periodic_task();
    task.policies.retries = 5;
    task.policies.backoff = {.base = std::chrono::seconds(30), .cap = std::chrono::seconds(600)};
    const model::RunId far = waiting(stored(task), 100'000);
    const model::RunId near = waiting(stored(task), 1500);
    EXPECT_EQ(hasten(1000), 1);
    EXPECT_EQ(run(far).next_attempt_at, instant(1600));
    EXPECT_EQ(run(near).next_attempt_at, instant(1500));
    EXPECT_EQ(hasten(1000), 0);
}

TEST_P(ReplanningContract, KeepsTheNameOfTheZoneRules) {
    EXPECT_EQ(value_of(store_->due().zone_rules()), "");
    change(
        [](Transaction& transaction) { value_of(transaction.runs().set_zone_rules("600 files")); });
    EXPECT_EQ(value_of(store_->due().zone_rules()), "600 files");
}

}  // namespace

}  // namespace tasksched::store
