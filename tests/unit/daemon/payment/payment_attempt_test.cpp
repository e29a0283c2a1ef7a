#include "daemon/plugins/payment/payment_attempt.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>
#include <asio/use_awaitable.hpp>
#include <map>

#include "tests/support/eventually.h"
#include "tests/support/fake_clock.h"
#include "tests/support/payment_gateway.h"
#include "tests/support/temporary_home.h"

namespace tasksched::daemon {
namespace {

using model::ItemState;
using model::Outcome;
using model::RunItem;
using support::PaymentGateway;
using Fault = PaymentGateway::Fault;

constexpr time::Instant kNow{std::chrono::seconds(1'800'000'000)};

/// Keeps what is recorded, as the store would, and how many calls the gateway had had by then.
class FakeJournal final : public RunJournal {
  public:
    explicit FakeJournal(const PaymentGateway& gateway) : gateway_(gateway) {}

    asio::awaitable<base::Result<std::vector<RunItem>>> items() override {
        std::vector<RunItem> items;
        for (const auto& [number, item] : stored) {
            items.push_back(item);
        }
        co_return items;
    }

    asio::awaitable<base::Result<void>> record(std::vector<RunItem> items) override {
        if (is_lost) {
            co_return base::fail(base::ErrorCode::kFailed, "the run has gone on");
        }
        if (meanwhile) {
            meanwhile();
        }
        calls_before.push_back(gateway_.requests().size());
        for (const RunItem& item : items) {
            stored[item.number] = item;
        }
        co_return base::Result<void>();
    }

    std::map<int, RunItem> stored;
    std::vector<std::size_t> calls_before;
    bool is_lost = false;
    std::function<void()> meanwhile;  ///< while a record is on its way

  private:
    const PaymentGateway& gateway_;
};

class PaymentAttemptTest : public ::testing::Test {
  protected:
    PaymentAttemptTest() {
        EXPECT_EQ(::chmod(home_.write("token", "test-token-8d1f").c_str(), 0600), 0);
        settings_.gateway = make_gateway("generic");
        settings_.url = gateway_.url();
        settings_.token_source = home_.file("token");
        settings_.key_window = std::chrono::hours(20);
        settings_.timeout = std::chrono::seconds(10);
        settings_.concurrency = 2;
        payload_.sender = "acct_1";
        payload_.currency = "EUR";
        payload_.transfers = {{"a", 100}, {"b", 200}, {"c", 300}};
    }

    /// Carries out one attempt; `meanwhile` is called when it has begun.
    std::optional<model::AttemptResult> attempt(
        const std::function<void(AttemptControl&)>& meanwhile = {}) {
        AttemptContext context;
        context.run.id = {7};
        context.run.task_id = {3};
        context.payload = payload_;
        context.policies.timeout = timeout_;
        context.journal = &journal_;
        AttemptControl control(loop_.get_executor(), {});
        PaymentAttempt under_way(engine_, clock_, settings_, std::move(context), control);
        std::optional<model::AttemptResult> result;
        bool is_over = false;
        asio::co_spawn(loop_, under_way.carry_out(),
                       [&](const std::exception_ptr& error, std::optional<model::AttemptResult> r) {
                           EXPECT_FALSE(error);
                           result = std::move(r);
                           is_over = true;
                       });
        if (meanwhile) {
            asio::co_spawn(loop_, call_later(meanwhile, control), asio::detached);
        }
        const auto end = std::chrono::steady_clock::now() + support::kPatience;
        while (!is_over && std::chrono::steady_clock::now() < end) {
            loop_.restart();
            loop_.run_one_for(std::chrono::milliseconds(20));
        }
        EXPECT_TRUE(is_over);
        return result;
    }

    asio::awaitable<void> call_later(std::function<void(AttemptControl&)> meanwhile,
                                     AttemptControl& control) {
        while (gateway_.requests().empty()) {
            asio::steady_timer pause(loop_, std::chrono::milliseconds(5));
            co_await pause.async_wait(asio::use_awaitable);
        }
        meanwhile(control);
    }

    ItemState state(int number) { return journal_.stored.at(number).state; }

    support::TemporaryHome home_;
    PaymentGateway gateway_;
    asio::io_context loop_;
    TransferEngine engine_{loop_};
    support::FakeClock clock_{kNow};
    PaymentSettings settings_;
    model::PaymentPayload payload_;
    std::optional<std::chrono::seconds> timeout_;
    FakeJournal journal_{gateway_};
};

PaymentGateway::Behaviour status(int code) { return {.fault = Fault::kStatus, .status = code}; }

TEST_F(PaymentAttemptTest, RecordsBeforeItSendsAndAgainBeforeItEnds) {
    const auto result = attempt();
    ASSERT_TRUE(result);
    EXPECT_EQ(result->outcome, Outcome::kSuccess);
    EXPECT_EQ(result->detail, "3 of 3 paid");
    EXPECT_THAT(journal_.calls_before, testing::ElementsAre(0, 2, 3)) << "two at a time";
    for (const auto& [number, item] : journal_.stored) {
        EXPECT_EQ(item.state, ItemState::kSucceeded);
        EXPECT_EQ(item.first_sent_at, kNow);
        EXPECT_EQ(item.body_hash.size(), 64U);
    }
    EXPECT_NE(journal_.stored[1].idempotency_key, journal_.stored[2].idempotency_key);
    EXPECT_EQ(gateway_.ledger().size(), 3U);
}

TEST_F(PaymentAttemptTest, SendsNothingWhereItCannotRecord) {
    journal_.is_lost = true;
    const auto result = attempt();
    ASSERT_TRUE(result);
    EXPECT_EQ(result->outcome, Outcome::kPermanent);
    ASSERT_TRUE(result->items);
    EXPECT_TRUE(result->items->is_open()) << "what cannot be recorded is not guessed about";
    EXPECT_TRUE(gateway_.requests().empty());
}

TEST_F(PaymentAttemptTest, SendsNoMoreThanWhatIsNotFinal) {
    gateway_.set_script([](const std::string& receiver, int calls) {
        return receiver == "b" && calls == 1 ? status(500) : PaymentGateway::Behaviour{};
    });
    EXPECT_EQ(attempt()->outcome, Outcome::kTransient);
    EXPECT_EQ(state(2), ItemState::kSent);
    const std::string key = journal_.stored[2].idempotency_key;
    clock_.advance(std::chrono::hours(3));
    EXPECT_EQ(attempt()->outcome, Outcome::kSuccess);
    EXPECT_EQ(gateway_.requests().size(), 4U);
    EXPECT_EQ(journal_.stored[2].idempotency_key, key);
    EXPECT_EQ(journal_.stored[2].first_sent_at, kNow);
}

TEST_F(PaymentAttemptTest, TakesWhatWasOnlyPutOffForNotSent) {
    payload_.transfers = {{"a", 100}};
    gateway_.set_script([](const std::string&, int) { return status(429); });
    EXPECT_EQ(attempt()->outcome, Outcome::kTransient);
    EXPECT_EQ(state(1), ItemState::kPending);
    gateway_.set_script([](const std::string&, int) { return status(500); });
    attempt();
    EXPECT_EQ(state(1), ItemState::kSent);
    gateway_.set_script([](const std::string&, int) { return status(429); });
    attempt();
    EXPECT_EQ(state(1), ItemState::kSent) << "the call before may have done it";
}

TEST_F(PaymentAttemptTest, GivesUpWhatTheGatewayMayHaveForgotten) {
    payload_.transfers = {{"a", 100}};
    gateway_.set_script([](const std::string&, int) {
        return PaymentGateway::Behaviour{.fault = Fault::kBookAndCut};
    });
    attempt();
    clock_.advance(settings_.key_window - settings_.timeout - std::chrono::seconds(1));
    attempt();
    EXPECT_EQ(gateway_.requests().size(), 2U) << "a second before the end of the window";
    EXPECT_EQ(state(1), ItemState::kSent);
    clock_.advance(std::chrono::seconds(1));
    const auto result = attempt();
    EXPECT_EQ(gateway_.requests().size(), 2U);
    EXPECT_EQ(state(1), ItemState::kUnknown);
    EXPECT_EQ(result->outcome, Outcome::kPermanent);
    EXPECT_TRUE(result->items->is_open());
    EXPECT_EQ(gateway_.ledger().size(), 1U);
}

TEST_F(PaymentAttemptTest, LooksAtTheWindowOnceMoreWhereTheRecordTookItsTime) {
    payload_.transfers = {{"a", 100}, {"b", 200}};
    gateway_.set_script([](const std::string& receiver, int) {
        return receiver == "a" ? PaymentGateway::Behaviour{.fault = Fault::kBookAndCut}
                               : status(429);
    });
    attempt();
    gateway_.set_script({});
    gateway_.forget_keys();
    journal_.meanwhile = [this] { clock_.set(kNow + settings_.key_window); };
    attempt();
    EXPECT_EQ(state(1), ItemState::kSent);
    EXPECT_EQ(state(2), ItemState::kSucceeded) << "nobody can have booked that before";
    EXPECT_EQ(attempt()->outcome, Outcome::kPermanent);
    EXPECT_EQ(state(1), ItemState::kUnknown);
    EXPECT_EQ(gateway_.booked("a"), 1U);
}

TEST_F(PaymentAttemptTest, WaitsWhereTheClockWasSetBackSinceTheFirstSending) {
    payload_.transfers = {{"a", 100}};
    gateway_.set_script([](const std::string&, int) { return status(500); });
    attempt();
    clock_.set(kNow - std::chrono::hours(100));
    EXPECT_EQ(attempt()->outcome, Outcome::kTransient);
    EXPECT_EQ(gateway_.requests().size(), 1U);
    EXPECT_EQ(state(1), ItemState::kSent);
}

TEST_F(PaymentAttemptTest, SendsNoOtherBytesUnderAKey) {
    payload_.transfers = {{"a", 100}, {"b", 200}};
    gateway_.set_script(
        [](const std::string& receiver, int) { return status(receiver == "a" ? 500 : 429); });
    attempt();
    settings_.url += "?another";
    gateway_.set_script({});
    const auto result = attempt();
    EXPECT_EQ(gateway_.requests().size(), 2U);
    EXPECT_EQ(state(1), ItemState::kUnknown);
    EXPECT_EQ(state(2), ItemState::kFailed) << "it is known to have come to nothing";
    EXPECT_TRUE(result->items->is_open());
}

TEST_F(PaymentAttemptTest, TellsOfARejectionOnce) {
    gateway_.set_script([](const std::string& receiver, int calls) {
        return receiver == "a" ? status(402) : status(calls < 2 ? 503 : 201);
    });
    auto result = attempt();
    EXPECT_EQ(result->outcome, Outcome::kTransient);
    EXPECT_EQ(result->items->newly_rejected, 1);
    result = attempt();
    EXPECT_EQ(result->outcome, Outcome::kRejection);
    EXPECT_EQ(result->items->newly_rejected, 0);
    EXPECT_EQ(result->items->rejected, 1);
    EXPECT_EQ(result->items->succeeded, 2);
}

TEST_F(PaymentAttemptTest, StopsAtTheFirstSignThatTheTokenIsWrong) {
    gateway_.set_token("another");
    const auto result = attempt();
    EXPECT_EQ(result->outcome, Outcome::kTransient);
    EXPECT_EQ(result->reason, model::RunReason::kSetup);
    EXPECT_EQ(gateway_.requests().size(), 2U) << "a wave";
    EXPECT_EQ(state(1), ItemState::kPending);
    EXPECT_FALSE(journal_.stored.contains(3));
}

TEST_F(PaymentAttemptTest, SendsNothingWhereTheTokenCannotBeRead) {
    EXPECT_EQ(::chmod(home_.file("token").c_str(), 0644), 0);
    const auto result = attempt();
    EXPECT_EQ(result->reason, model::RunReason::kSetup);
    EXPECT_THAT(result->detail, testing::HasSubstr("[payment] token_file"));
    EXPECT_TRUE(gateway_.requests().empty());
    EXPECT_TRUE(journal_.stored.empty());
}

TEST_F(PaymentAttemptTest, LeavesWhatIsUnderWayOpenWhereItIsKilled) {
    payload_.transfers = {{"a", 100}, {"b", 200}, {"c", 300}};
    gateway_.set_script([](const std::string&, int) {
        return PaymentGateway::Behaviour{.fault = Fault::kBookAndHang};
    });
    const auto result = attempt([](AttemptControl& control) { control.kill(); });
    ASSERT_TRUE(result);
    EXPECT_EQ(result->outcome, Outcome::kPermanent);
    EXPECT_EQ(result->reason, model::RunReason::kKilled);
    EXPECT_EQ(state(1), ItemState::kSent);
    EXPECT_FALSE(journal_.stored.contains(3));
}

TEST_F(PaymentAttemptTest, LetsGoWhereItIsAbandoned) {
    gateway_.set_script([](const std::string&, int) {
        return PaymentGateway::Behaviour{.fault = Fault::kBookAndHang};
    });
    EXPECT_FALSE(attempt([](AttemptControl& control) { control.abandon(); }));
    EXPECT_EQ(journal_.calls_before.size(), 1U) << "nothing more is recorded";
}

TEST_F(PaymentAttemptTest, KeepsToTheTimeoutOfItsTask) {
    timeout_ = std::chrono::seconds(1);
    gateway_.set_script(
        [](const std::string&, int) { return PaymentGateway::Behaviour{.fault = Fault::kHang}; });
    const auto result = attempt();
    EXPECT_EQ(result->outcome, Outcome::kTransient);
    EXPECT_EQ(result->reason, model::RunReason::kTimeout);
    EXPECT_EQ(gateway_.requests().size(), 2U);
}

}  // namespace
}  // namespace tasksched::daemon
