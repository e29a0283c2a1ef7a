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
            loop_, *queue_, plugins_, clock_, SlotLimits{.by_type = {{"command", 100}}},
            std::chrono::seconds{10}, "host",
            Dispatcher::Events{.changed = [](const model::Task&) {},
                               .failed =
                                   [this](const StartedRun& run, const store::Finish& finish) {
                                       failed_.emplace_back(run.run.id, finish.to);
                                   },
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

    static model::Task stored_task(store::Transaction& transaction,
                                   const model::Payload& payload = a_command()) {
        model::Task task = single_task(0, kMonday + hours(10'000));
        const auto id = transaction.tasks().insert(
            task, payload, {.user_id = "anna", .operation = "schedule", .at = {}});
        return **transaction.reader().task(id.value());
    }

    static model::Payload a_command() {
        model::CommandPayload payload;
        payload.argv = {"/bin/true"};
        return payload;
    }

    static model::Payload a_payment() {
        model::PaymentPayload payload;
        payload.sender = "acct_1";
        payload.currency = "EUR";
        payload.transfers = {{"acct_9", 1}};
        return payload;
    }

    /// Stores so many queued runs; that of the task at `bad` has no payload that could be read.
    std::vector<model::RunId> store_queued(std::size_t count, std::size_t bad) {
        std::vector<model::RunId> runs;
        const auto stored = store_->write([&](store::Transaction& transaction) -> Result<void> {
            for (std::size_t i = 0; i < count; ++i) {
                const model::Task task =
                    stored_task(transaction, i == bad ? a_payment() : a_command());
                runs.push_back(transaction.tasks().insert_run(task, clock_.now()).value());
            }
            return {};
        });
        EXPECT_TRUE(stored);
        return runs;
    }

    model::Run run(model::RunId id) { return **store_->reader().run(id); }

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
    std::vector<std::pair<model::RunId, model::RunState>> failed_;
};

TEST_F(DispatcherTest, KnowsTheNextAttemptHoweverFarItIs) {
    store_waiting(hours{72});
    reload();
    EXPECT_EQ(dispatcher_->next_attempt(), clock_.now() + hours{72});
}

TEST_F(DispatcherTest, FailsARunWhosePayloadCannotBeReadAndStartsTheOthersOfItsBatch) {
    const auto runs = store_queued(64, 7);
    reload();
    dispatcher_->pump();
    settle();
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const model::RunState expected =
            i == 7 ? model::RunState::kFailed : model::RunState::kUnknown;  // by the plugin
        EXPECT_EQ(run(runs[i]).state, expected) << i;
    }
    EXPECT_EQ(failed_, (decltype(failed_){{runs[7], model::RunState::kFailed}}));
    const model::Run bad = run(runs[7]);
    EXPECT_EQ(bad.detail, "task 8 has no command; look with: tasksched store check");
    const auto attempts = store_->reader().attempts(runs[7]).value();
    ASSERT_EQ(attempts.size(), 1U);
    EXPECT_EQ(attempts[0].outcome, model::Outcome::kPermanent);
}

TEST_F(DispatcherTest, TellsTheUserOfARunWhosePayloadCannotBeRead) {
    const auto runs = store_queued(1, 0);
    reload();
    dispatcher_->pump();
    settle();
    const auto notices = store_->write([&](store::Transaction& transaction) -> Result<void> {
        const auto due = transaction.notices().due(clock_.now() + hours{1}, 10).value();
        EXPECT_EQ(due.size(), 1U);
        EXPECT_EQ(due.front().what.kind, model::NoticeKind::kFailed);
        EXPECT_EQ(due.front().what.run_id, runs[0]);
        EXPECT_NE(due.front().what.why.find("task 1 has no command"), std::string::npos);
        return {};
    });
    EXPECT_TRUE(notices);
}

TEST_F(DispatcherTest, GivesBackTheSlotOfARunWhosePayloadCannotBeRead) {
    dispatcher_->set_limits({.by_type = {{"command", 1}}});
    const auto runs = store_queued(2, 0);
    reload();
    dispatcher_->pump();
    settle();
    EXPECT_EQ(run(runs[0]).state, model::RunState::kFailed);
    EXPECT_EQ(run(runs[1]).state, model::RunState::kUnknown);
}

}  // namespace
}  // namespace tasksched::daemon
