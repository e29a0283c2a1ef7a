#include <gmock/gmock.h>

#include "tests/contract/store_contract.h"

namespace tasksched::store {

namespace {

using model::Task;
using testing::ElementsAre;

class MovedTasks : public StoreContract {
  protected:
    Task stored_with(schedule::IfExcluded policy) {
        Task task = a_periodic_task();
        task.schedule.days = {.only = {"workdays"}, .except = {}, .if_excluded = policy};
        return stored(task);
    }

    std::vector<model::TaskId> moved(model::TaskId after, std::int64_t limit) {
        std::vector<model::TaskId> ids;
        for (const Task& task : value_of(store_->due().moved_tasks(after, limit))) {
            ids.push_back(task.id);
        }
        return ids;
    }

    bool move_next(const Task& task, std::int64_t from, std::int64_t to) {
        bool done = false;
        change([&](Transaction& transaction) {
            done = value_of(
                transaction.runs().move_next(task.id, task.version, second(from), second(to)));
        });
        return done;
    }
};

INSTANTIATE_TEST_SUITE_P(Engines, MovedTasks, testing::ValuesIn(engines_under_test()), engine_name);

TEST_P(MovedTasks, AreThoseThatAreActiveAndDoNotSkip) {
    stored(a_periodic_task());
    stored_with(schedule::IfExcluded::kSkip);
    const Task before = stored_with(schedule::IfExcluded::kBefore);
    const Task paused = stored_with(schedule::IfExcluded::kAfter);
    const Task after = stored_with(schedule::IfExcluded::kAfter);
    change([&](Transaction& transaction) {
        value_of(
            transaction.tasks().set_state(paused.id, 1, model::TaskState::kPaused, {}, alice()));
    });
    EXPECT_THAT(moved({0}, 10), ElementsAre(before.id, after.id));
    EXPECT_THAT(moved({0}, 1), ElementsAre(before.id));
    EXPECT_THAT(moved(before.id, 10), ElementsAre(after.id));
}

TEST_P(MovedTasks, TakeANextTime) {
    const Task task = stored_with(schedule::IfExcluded::kAfter);
    EXPECT_TRUE(move_next(task, 60, 3600));
    EXPECT_EQ(this->task(task.id).next_run_at, second(3600));
    EXPECT_EQ(this->task(task.id).version, task.version);
}

TEST_P(MovedTasks, KeepTheOneThatTheyHaveWhereTheyChangedMeanwhile) {
    Task task = stored_with(schedule::IfExcluded::kAfter);
    EXPECT_FALSE(move_next(task, 61, 3600));
    task.version = 2;
    EXPECT_FALSE(move_next(task, 60, 3600));
    EXPECT_EQ(this->task(task.id).next_run_at, second(60));
}

TEST_P(MovedTasks, TellWhichOccurrencesHaveARecord) {
    const Task task = stored_with(schedule::IfExcluded::kAfter);
    claimed(task, 60);
    EXPECT_TRUE(value_of(store_->due().has_run(task.id, second(60))));
    EXPECT_FALSE(value_of(store_->due().has_run(task.id, second(61))));
    EXPECT_FALSE(value_of(store_->due().has_run({task.id.value + 1}, second(60))));
}

}  // namespace

}  // namespace tasksched::store
