#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include "tests/contract/store_contract.h"

namespace tasksched::store {

namespace {

constexpr int kRounds = 50;

class TwoWriters : public StoreContract {
  protected:
    static base::Result<void> insert_one(Store& store) {
        return store.write([](Transaction& transaction) {
            return transaction.tasks()
                .insert(a_task(), a_command(), alice())
                .map([](model::TaskId) {});
        });
    }

    /// Inserts tasks through a store of its own; returns how many were refused.
    static int insert_many(const Location& location) {
        auto store = open_store(location, {});
        int failures = store ? 0 : kRounds;
        for (int i = 0; store && i < kRounds; ++i) {
            failures += insert_one(**store) ? 0 : 1;
        }
        return failures;
    }

    std::size_t task_count() { return value_of(store_->reader().tasks({})).size(); }
};

INSTANTIATE_TEST_SUITE_P(Engines, TwoWriters, testing::ValuesIn(engines_under_test()), engine_name);

TEST_P(TwoWriters, OnTwoThreadsLoseNothing) {
    int failures_there = 0;
    std::thread other([&] { failures_there = insert_many(site_->location()); });
    const int failures_here = insert_many(site_->location());
    other.join();
    EXPECT_EQ(failures_here + failures_there, 0);
    EXPECT_EQ(task_count(), 2U * kRounds);
    EXPECT_TRUE(check_store(site_->location()));
}

TEST_P(TwoWriters, InTwoProcessesLoseNothing) {
    const Location location = site_->location();
    store_.reset();  // no connection is carried over a fork
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        ::_exit(insert_many(location) == 0 ? 0 : 1);
    }
    EXPECT_EQ(insert_many(location), 0);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
    store_ = open_another();
    EXPECT_EQ(task_count(), 2U * kRounds);
    EXPECT_TRUE(check_store(location));
}

TEST_P(TwoWriters, NumberTheirChangesWithoutGapsOrDoubles) {
    const auto other = open_another();
    for (int i = 0; i < 3; ++i) {
        ASSERT_TRUE(insert_one(*store_));
        ASSERT_TRUE(insert_one(*other));
    }
    const auto changed = value_of(store_->due().changed_tasks(0, 100));
    ASSERT_EQ(changed.size(), 6U);
    for (std::size_t i = 1; i < changed.size(); ++i) {
        EXPECT_LT(changed[i - 1].revision, changed[i].revision);
        EXPECT_LT(changed[i - 1].id, changed[i].id);
    }
}

TEST_P(TwoWriters, AreToldOfEachOthersCommitsOnly) {
    const auto other = open_another();
    EXPECT_FALSE(value_of(store_->changed_by_others()));
    ASSERT_TRUE(insert_one(*store_));
    EXPECT_FALSE(value_of(store_->changed_by_others()));
    ASSERT_TRUE(insert_one(*other));
    EXPECT_TRUE(value_of(store_->changed_by_others()));
    EXPECT_FALSE(value_of(store_->changed_by_others()));
    ASSERT_TRUE(insert_one(*other));
    ASSERT_TRUE(insert_one(*store_));
    EXPECT_TRUE(value_of(store_->changed_by_others()));
}

TEST_P(TwoWriters, WaitForEachOtherUpToTheirDeadline) {
    const auto impatient =
        value_of(open_store(site_->location(), {.mode = OpenMode::kWrite,
                                                .busy_timeout = std::chrono::milliseconds(20)}));
    change([&](Transaction&) {
        const auto refused = insert_one(*impatient);
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, base::ErrorCode::kTryAgain);
    });
    EXPECT_TRUE(insert_one(*impatient));
}

TEST_P(TwoWriters, ReadWhatWasCommittedBeforeTheOtherEnds) {
    const auto other = open_another();
    ASSERT_TRUE(insert_one(*store_));
    change([&](Transaction& transaction) {
        value_of(transaction.tasks().insert(a_task(), a_command(), alice()));
        EXPECT_EQ(value_of(other->reader().tasks({})).size(), 1U);
        EXPECT_EQ(value_of(transaction.reader().tasks({})).size(), 2U);
    });
    EXPECT_EQ(value_of(other->reader().tasks({})).size(), 2U);
}

TEST_P(TwoWriters, ClaimAnOccurrenceOnce) {
    const model::Task task = stored(a_periodic_task());
    const auto other = open_another();
    const Claim claim = a_claim(task, {second(60)}, second(120));
    std::size_t runs = this->claim(claim).runs.size();
    value_of(other->write([&](Transaction& transaction) {
        return transaction.runs().claim(claim, instant(60)).map([&](const ClaimResult& result) {
            runs += result.runs.size();
        });
    }));
    EXPECT_EQ(runs, 1U);
    EXPECT_EQ(runs_of(task.id).size(), 1U);
}

}  // namespace

}  // namespace tasksched::store
