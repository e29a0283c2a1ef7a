#include <gtest/gtest.h>

#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/steady_timer.hpp>
#include <chrono>

#include "common/store/open.h"
#include "common/store/take_over.h"
#include "daemon/dispatch/store_queue.h"
#include "tests/support/faults/fault_vfs.h"
#include "tests/support/temporary_home.h"
#include "tests/unit/daemon/tasks.h"

namespace tasksched::daemon {
namespace {

using base::ErrorCode;
using base::Result;
using support::kSyncCall;
using support::kWriteCall;

support::FaultPlan& faults() {
    static support::FaultPlan plan;
    [[maybe_unused]] static const bool kInstalled = [] {
        support::install_fault_vfs(plan);
        return true;
    }();
    return plan;
}

/// A queue on a store whose files fail as a test says.
class StoreQueueFaults : public ::testing::Test {
  protected:
    void SetUp() override {
        faults().disarm();
        auto store = std::move(*open());
        auto tenure = store::take_over(*store, "owner", "host", time::Instant{});
        ASSERT_TRUE(tenure);
        queue_ = std::make_unique<StoreQueue>(
            loop_, std::move(store), std::move(*tenure),
            [this] {
                ++opened_;
                return open();
            },
            StoreQueue::Events{.lost = [] {},
                               .failed = [this] { ++failed_; },
                               .changed = [this] { was_down_ = was_down_ || queue_->is_down(); }});
    }
    void TearDown() override {
        faults().disarm();
        queue_.reset();
    }

    [[nodiscard]] Result<std::unique_ptr<store::Store>> open() const {
        return store::open_store({.path = home_.file("tasks.db"), .url = {}}, {});
    }

    /// Adds a task; `insists` says how. Calls `then` with what came of it.
    asio::awaitable<void> add(bool insists, std::function<void(const Result<void>&)> then) {
        const StoreQueue::Write work = [](store::Transaction& transaction,
                                          const store::Tenure&) -> Result<void> {
            model::CommandPayload payload;
            payload.argv = {"/bin/true"};
            return transaction.tasks()
                .insert(single_task(0, kMonday), payload,
                        {.user_id = "anna", .operation = "schedule", .at = {}})
                .map([](model::TaskId) {});
        };
        Result<void> done;
        if (insists) {
            done = co_await queue_->insist(work);
        } else {
            done = co_await queue_->write(work);
        }
        then(done);
    }

    /// The same for `count` of them, and waits for all.
    void add_tasks(int count, bool insists) {
        for (int i = 0; i < count; ++i) {
            asio::co_spawn(loop_,
                           add(insists,
                               [this](const Result<void>& done) {
                                   done ? ++stored_ : ++refused_;
                                   last_ = done;
                               }),
                           asio::detached);
        }
        loop_.restart();
        loop_.run();
    }

    [[nodiscard]] std::size_t tasks() const { return (*open())->reader().tasks({})->size(); }

    support::TemporaryHome home_;
    asio::io_context loop_{1};
    std::unique_ptr<StoreQueue> queue_;
    Result<void> last_;
    int stored_ = 0;
    int refused_ = 0;
    int opened_ = 0;
    int failed_ = 0;
    bool was_down_ = false;
};

TEST_F(StoreQueueFaults, AreMadeUpForWhereTheNextTryWorks) {
    faults().arm({.calls = kSyncCall});
    add_tasks(20, false);
    EXPECT_EQ(stored_, 20);
    EXPECT_EQ(failed_, 1);
    EXPECT_FALSE(was_down_);
    EXPECT_EQ(tasks(), 20U);
}

TEST_F(StoreQueueFaults, LeaveJobsToTheirOwnersAtOnceWhereTheyLast) {
    faults().arm({.calls = kWriteCall, .every = 1, .system_error = ENOSPC});
    add_tasks(100, false);
    EXPECT_EQ(refused_, 100);
    EXPECT_EQ(last_.error().code, ErrorCode::kTryAgain);
    EXPECT_TRUE(queue_->is_down());
    EXPECT_LT(faults().struck(), 20) << "not every job is tried on a store that is down";
    faults().disarm();
    EXPECT_EQ(tasks(), 0U);
}

TEST_F(StoreQueueFaults, KeepWhatInsistsUntilTheStoreCanBeWritten) {
    faults().arm({.calls = kSyncCall, .every = 1});
    asio::steady_timer later(loop_, std::chrono::milliseconds(1500));
    later.async_wait([](const asio::error_code&) { faults().disarm(); });
    add_tasks(50, true);
    EXPECT_EQ(stored_, 50);
    EXPECT_TRUE(was_down_);
    EXPECT_FALSE(queue_->is_down());
    EXPECT_GT(opened_, 0) << "the connection is made anew";
    EXPECT_EQ(tasks(), 50U);
}

TEST_F(StoreQueueFaults, EndWithTheDaemonsStop) {
    faults().arm({.calls = kSyncCall, .every = 1});
    asio::steady_timer later(loop_, std::chrono::milliseconds(100));
    later.async_wait([&](const asio::error_code&) { queue_->give_up(); });
    add_tasks(5, true);
    EXPECT_EQ(refused_, 5);
}

}  // namespace
}  // namespace tasksched::daemon
