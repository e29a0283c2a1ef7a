#include "daemon/dispatch/dispatcher.h"

#include <gtest/gtest.h>

#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>

#include "common/store/open.h"
#include "common/store/take_over.h"
#include "tests/support/fake_clock.h"
#include "tests/support/temporary_home.h"
#include "tests/unit/daemon/tasks.h"

namespace tasksched::daemon {
namespace {

using base::Result;
using std::chrono::hours;

class IdlePlugin final : public Plugin {
  public:
    [[nodiscard]] std::string_view type() const override { return "command"; }

    asio::awaitable<std::optional<model::AttemptResult>> carry_out(
        AttemptContext /*context*/, AttemptControl& /*control*/) override {
        co_return std::nullopt;
    }
};

/// A dispatcher on a real store that others have filled.
class DispatcherTest : public ::testing::Test {
  protected:
    void SetUp() override {
        auto store = std::move(*store::open_store(
            {.engine = store::Engine::kSqlite, .path = home_.file("tasks.db"), .url = {}}, {}));
        tenure_ = store::take_over(*store, "owner", "host", clock_.now()).value();
        store_ = store.get();
        plugins_.add(std::make_unique<IdlePlugin>());
        queue_ = std::make_unique<StoreQueue>(
            loop_, std::move(store), tenure_,
            []() -> Result<std::unique_ptr<store::Store>> {
                return base::fail(base::ErrorCode::kFailed, "it is opened once");
            },
            StoreQueue::Events{.lost = [] {}, .failed = [] {}, .changed = [] {}},
            StoreDrive{.by = StoreDrive::By::kOwner, .busy_patience = {}, .pause = {}});
        dispatcher_ = std::make_unique<Dispatcher>(
            loop_, *queue_, plugins_, clock_, SlotLimits{.by_type = {{"command", 1}}},
            std::chrono::seconds{10}, "host",
            Dispatcher::Events{.changed = [](const model::Task&) {},
                               .failed = [](const StartedRun&, const store::Finish&) {},
                               .hidden = [](const StartedRun&) {},
                               .woken = [] {},
                               .idle = [] {}});
    }

    /// Stores a run that waits for its second attempt, which comes after `pause`.
    void store_waiting(std::chrono::seconds pause) {
        const auto stored = store_->write([&](store::Transaction& transaction) -> Result<void> {
            const auto run =
                transaction.tasks().insert_run(stored_task(transaction), clock_.now()).value();
            transaction.runs()
                .start(run, tenure_, {.host = "host", .supervisor = {}}, clock_.now())
                .value();
            store::Finish finish;
            finish.run_id = run;
            finish.to = model::RunState::kWaiting;
            finish.result.outcome = model::Outcome::kTransient;
            finish.next_attempt_at = clock_.now() + pause;
            EXPECT_TRUE(transaction.runs().finish(finish, tenure_).value());
            return {};
        });
        ASSERT_TRUE(stored) << stored.error().message;
    }

    static model::Task stored_task(store::Transaction& transaction) {
        model::Task task = single_task(0, kMonday + hours(10'000));
        model::CommandPayload payload;
        payload.argv = {"/bin/true"};
        const auto id = transaction.tasks().insert(
            task, payload, {.user_id = "anna", .operation = "schedule", .at = {}});
        return **transaction.reader().task(id.value());
    }

    void reload() {
        asio::co_spawn(
            loop_,
            [this]() -> asio::awaitable<void> {
                const Result<void> done = co_await dispatcher_->reload();
                EXPECT_TRUE(done);
            },
            asio::detached);
        settle();
    }

    /// Lets happen what happens by itself.
    void settle() {
        do {
            loop_.restart();
            loop_.poll();
        } while (queue_->carry_out_next());
    }

    support::TemporaryHome home_;
    support::FakeClock clock_{kMonday};
    asio::io_context loop_{1};
    PluginRegistry plugins_;
    store::Store* store_ = nullptr;
    store::Tenure tenure_;
    std::unique_ptr<StoreQueue> queue_;
    std::unique_ptr<Dispatcher> dispatcher_;
};

TEST_F(DispatcherTest, KnowsTheNextAttemptHoweverFarItIs) {
    store_waiting(hours{72});
    reload();
    EXPECT_EQ(dispatcher_->next_attempt(), clock_.now() + hours{72});
}

}  // namespace
}  // namespace tasksched::daemon
