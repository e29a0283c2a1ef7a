#include "daemon/dispatch/store_journal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>

#include "common/store/open.h"
#include "common/store/take_over.h"
#include "tests/support/temporary_home.h"
#include "tests/unit/daemon/tasks.h"

namespace tasksched::daemon {
namespace {

using base::Result;
using model::ItemState;
using model::RunItem;

/// A run that is carried out, in a real store behind a queue.
class StoreJournalTest : public ::testing::Test {
  protected:
    void SetUp() override {
        const store::Location location{
            .engine = store::Engine::kSqlite, .path = home_.file("tasks.db"), .url = {}};
        auto store = std::move(*store::open_store(location, {}));
        store::Tenure taken = store::take_over(*store, "owner", "host", time::Instant{}).value();
        queue_ = std::make_unique<StoreQueue>(
            loop_, std::move(store), std::move(taken),
            [location] { return store::open_store(location, {}); },
            StoreQueue::Events{.lost = [] {}, .failed = [] {}, .changed = [] {}});
        write([this](store::Transaction& transaction, const store::Tenure& tenure) {
            auto task = single_task(0, kMonday);
            model::CommandPayload payload;
            payload.argv = {"/bin/true"};
            task.id = transaction.tasks()
                          .insert(task, payload, {.user_id = "anna", .operation = "o", .at = {}})
                          .value();
            run_.run.id = transaction.tasks().insert_run(task, time::Instant{}).value();
            return start(transaction, tenure);
        });
    }

    Result<void> start(store::Transaction& transaction, const store::Tenure& tenure) {
        return transaction.runs()
            .start(run_.run.id, tenure, {.host = "host", .supervisor = {}}, time::Instant{})
            .map([this](store::StartResult started) { run_.attempt = started.attempt; });
    }

    void write(const StoreQueue::Write& work) { ASSERT_TRUE(on_loop(queue_->write(work))); }

    /// Moves the run on to its next attempt.
    void begin_next_attempt() {
        write([this](store::Transaction& transaction, const store::Tenure& tenure) -> Result<void> {
            store::Finish finish;
            finish.run_id = run_.run.id;
            finish.attempt = run_.attempt;
            finish.to = model::RunState::kWaiting;
            finish.next_attempt_at = time::Instant{};
            if (auto done = transaction.runs().finish(finish, tenure); !done || !*done) {
                return base::fail(base::ErrorCode::kFailed, "not ended");
            }
            return start(transaction, tenure);
        });
    }

    template <typename Value>
    Value on_loop(asio::awaitable<Value> work) {
        std::optional<Value> value;
        asio::co_spawn(
            loop_,
            [](asio::awaitable<Value> inner, std::optional<Value>& out) -> asio::awaitable<void> {
                out = co_await std::move(inner);
            }(std::move(work), value),
            asio::detached);
        loop_.restart();
        loop_.run();
        return std::move(*value);
    }

    StoreJournal journal() {
        return {run_, [this](const StoreQueue::Write& work) { return persist(work); }};
    }

    asio::awaitable<bool> persist(const StoreQueue::Write& work) {
        if (stops_) {
            co_return false;
        }
        const Result<void> done = co_await queue_->write(work);
        co_return done.has_value();
    }

    static RunItem sent() {
        RunItem item;
        item.label = "acct_9";
        item.idempotency_key = "key";
        item.body_hash = "hash";
        item.first_sent_at = time::Instant(std::chrono::seconds(5));
        item.state = ItemState::kSent;
        return item;
    }

    support::TemporaryHome home_;
    asio::io_context loop_{1};
    std::unique_ptr<StoreQueue> queue_;
    StartedRun run_;
    bool stops_ = false;
};

TEST_F(StoreJournalTest, GivesALaterAttemptWhatAnEarlierOneRecorded) {
    EXPECT_TRUE(on_loop(journal().items()).value().empty());
    ASSERT_TRUE(on_loop(journal().record({sent()})));
    begin_next_attempt();
    EXPECT_THAT(on_loop(journal().items()).value(), testing::ElementsAre(sent()));
}

TEST_F(StoreJournalTest, RefusesWhatIsNotTheAttemptsAnyMore) {
    const StartedRun before = run_;
    begin_next_attempt();
    StoreJournal of_before(before, [this](const StoreQueue::Write& work) { return persist(work); });
    const auto refused = on_loop(of_before.record({sent()}));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, base::ErrorCode::kFailed);
    EXPECT_TRUE(on_loop(journal().items()).value().empty());
}

TEST_F(StoreJournalTest, FailsWhereTheDaemonStops) {
    begin_next_attempt();
    stops_ = true;
    EXPECT_EQ(on_loop(journal().record({sent()})).error().code, base::ErrorCode::kFailed);
    EXPECT_EQ(on_loop(journal().items()).error().code, base::ErrorCode::kFailed);
}

}  // namespace
}  // namespace tasksched::daemon
