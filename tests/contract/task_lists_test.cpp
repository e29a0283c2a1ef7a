#include <gmock/gmock.h>

#include "tests/contract/store_contract.h"

namespace tasksched::store {

namespace {

using model::Task;
using model::TaskState;
using testing::ElementsAre;

class TaskLists : public StoreContract {
  protected:
    model::TaskId add(const std::string& user, TaskState state, std::int64_t next) {
        Task task = a_task();
        task.user_id = user;
        task.state = state;
        task.next_run_at = second(next);
        return stored(task).id;
    }

    std::vector<model::TaskId> ids(const TaskFilter& filter) {
        return ids_of(value_of(store_->reader().tasks(filter)));
    }

    static std::vector<model::TaskId> ids_of(const std::vector<Task>& tasks) {
        std::vector<model::TaskId> ids;
        ids.reserve(tasks.size());
        for (const Task& task : tasks) {
            ids.push_back(task.id);
        }
        return ids;
    }
};

INSTANTIATE_TEST_SUITE_P(Engines, TaskLists, testing::ValuesIn(engines_under_test()), engine_name);

TEST_P(TaskLists, HonourEachFilter) {
    const auto a = add("alice", TaskState::kActive, 30);
    const auto b = add("alice", TaskState::kDone, 20);
    const auto c = add("bob", TaskState::kPaused, 10);
    const auto d = add("alice", TaskState::kActive, 5);
    EXPECT_THAT(ids({}), ElementsAre(a, b, c, d));
    EXPECT_THAT(ids({.user_id = "alice"}), ElementsAre(a, b, d));
    EXPECT_THAT(ids({.user_id = "alice", .current_only = true}), ElementsAre(a, d));
    EXPECT_THAT(ids({.current_only = true}), ElementsAre(a, c, d));
    EXPECT_THAT(ids({.state = TaskState::kPaused}), ElementsAre(c));
    EXPECT_THAT(ids({.user_id = "alice", .state = TaskState::kPaused}), ElementsAre());
    EXPECT_THAT(ids({.state = TaskState::kDone}), ElementsAre(b));
    EXPECT_THAT(ids({.type = "email"}), ElementsAre());
    EXPECT_THAT(ids({.type = "command", .after = b}), ElementsAre(c, d));
    EXPECT_THAT(ids({.limit = 2}), ElementsAre(a, b));
}

TEST_P(TaskLists, OfDueTasksBeginWithTheEarliest) {
    const auto late = add("alice", TaskState::kActive, 30);
    const auto early = add("bob", TaskState::kActive, 5);
    add("alice", TaskState::kPaused, 1);
    EXPECT_THAT(ids({.due_before = second(31)}), ElementsAre(early, late));
    EXPECT_THAT(ids({.due_before = second(30)}), ElementsAre(early));
    EXPECT_THAT(ids({.user_id = "alice", .due_before = second(31)}), ElementsAre(late));
}

TEST_P(TaskLists, OfTheDaemonHoldWhatIsDueUpToItsHorizon) {
    const auto late = add("alice", TaskState::kActive, 30);
    const auto early = add("alice", TaskState::kActive, 5);
    add("alice", TaskState::kPaused, 1);
    EXPECT_THAT(ids_of(value_of(store_->due().due_tasks(second(30), 10))),
                ElementsAre(early, late));
    EXPECT_THAT(ids_of(value_of(store_->due().due_tasks(second(30), 1))), ElementsAre(early));
    EXPECT_THAT(ids_of(value_of(store_->due().due_tasks(second(4), 10))), ElementsAre());
}

TEST_P(TaskLists, OfChangesGoUpByRevision) {
    const auto a = add("alice", TaskState::kActive, 1);
    const auto b = add("alice", TaskState::kActive, 2);
    const auto seen = value_of(store_->due().revision());
    const auto c = add("alice", TaskState::kActive, 3);
    change([&](Transaction& transaction) {
        value_of(transaction.tasks().set_state(a, 1, TaskState::kCancelled, {}, alice()));
    });
    EXPECT_THAT(ids_of(value_of(store_->due().changed_tasks(seen, 10))), ElementsAre(c, a));
    EXPECT_THAT(ids_of(value_of(store_->due().changed_tasks(0, 2))), ElementsAre(b, c));
}

TEST_P(TaskLists, OfChangesGiveEachTaskOfABatchItsOwnRevision) {
    std::vector<model::TaskId> all;
    change([&](Transaction& transaction) {
        for (int i = 0; i < 5; ++i) {
            all.push_back(value_of(transaction.tasks().insert(a_task(), a_command(), alice())));
        }
    });
    std::vector<model::TaskId> seen;
    model::Revision revision = 0;
    for (auto page = value_of(store_->due().changed_tasks(revision, 2)); !page.empty();
         page = value_of(store_->due().changed_tasks(revision, 2))) {
        for (const Task& task : page) {
            seen.push_back(task.id);
        }
        revision = page.back().revision;
    }
    EXPECT_EQ(seen, all);
    EXPECT_EQ(value_of(store_->due().revision()), revision);
}

}  // namespace

}  // namespace tasksched::store
