#include <gtest/gtest.h>

#include "tests/unit/store/raw_database.h"
#include "tests/unit/store/sample_store.h"

namespace tasksched::store {

namespace {

class TaskHistory : public testing::Test {
  protected:
    void SetUp() override {
        ASSERT_TRUE(insert_sample(*store_));
        ASSERT_TRUE(store_->write([](Transaction& transaction) -> base::Result<void> {
            model::Task task = **transaction.reader().task({1});
            task.name = "renamed";
            task.version = 2;
            return transaction.tasks()
                .update(task, nullptr, {.user_id = "root", .operation = "update", .at = {}})
                .map([](bool) {});
        }));
    }

    std::string read(const std::string& sql) { return RawDatabase(home_.path).text(sql); }

    StoreHome home_;
    std::unique_ptr<Store> store_ = opened(home_.path);
};

TEST_F(TaskHistory, SaysWhoDidWhat) {
    EXPECT_EQ(read("SELECT changed_by || ' ' || operation FROM task_versions WHERE version = 1"),
              "alice schedule");
    EXPECT_EQ(read("SELECT changed_by || ' ' || operation FROM task_versions WHERE version = 2"),
              "root update");
}

TEST_F(TaskHistory, KeepsTheValuesThatWereReplaced) {
    EXPECT_EQ(read("SELECT snapshot ->> 'name' IS NULL FROM task_versions WHERE version = 1"), "1");
    EXPECT_EQ(read("SELECT snapshot ->> 'execute_datetime' FROM task_versions WHERE version = 1"),
              "2000000000");
    EXPECT_EQ(read("SELECT snapshot IS NULL FROM task_versions WHERE version = 2"), "1");
}

TEST_F(TaskHistory, GrowsWithAChangeOfState) {
    ASSERT_TRUE(store_->write([](Transaction& transaction) {
        return transaction.tasks()
            .set_state({1}, 2, model::TaskState::kCancelled, {}, sample_author("cancel"))
            .map([](bool) {});
    }));
    EXPECT_EQ(read("SELECT operation FROM task_versions WHERE version = 3"), "cancel");
    EXPECT_EQ(read("SELECT snapshot ->> 'name' FROM task_versions WHERE version = 2"), "renamed");
}

TEST_F(TaskHistory, IsNotTouchedByAClaim) {
    ASSERT_TRUE(store_->write([](Transaction& transaction) {
        Claim claim;
        claim.task_id = {1};
        claim.version = 2;
        claim.done = true;
        return transaction.runs().claim(claim, {}).map([](const ClaimResult&) {});
    }));
    EXPECT_EQ(read("SELECT count(*) FROM task_versions"), "2");
}

}  // namespace

}  // namespace tasksched::store
