#include <gmock/gmock.h>

#include "tests/contract/store_contract.h"

namespace tasksched::store {

namespace {

using model::ItemState;
using model::RunItem;
using model::RunState;
using testing::ElementsAre;
using testing::IsEmpty;

RunItem an_item(int number, ItemState state = ItemState::kPending) {
    RunItem item;
    item.number = number;
    item.label = "acct_" + std::to_string(number);
    item.state = state;
    return item;
}

RunItem sent(int number) {
    RunItem item = an_item(number, ItemState::kSent);
    item.idempotency_key = "key-" + std::to_string(number);
    item.body_hash = "hash";
    item.first_sent_at = instant(61) + std::chrono::microseconds(7);
    return item;
}

RunItem ended(RunItem item, ItemState state) {
    item.state = state;
    item.reply = "a reply";
    return item;
}

class RunItems : public StoreContract {
  protected:
    void SetUp() override {
        run_ = claimed(stored(a_periodic_task()), 60).id;
        attempt_ = started(run_);
    }

    bool record(const std::vector<RunItem>& items) { return record(items, attempt_, tenure_); }

    bool record(const std::vector<RunItem>& items, int attempt, const Tenure& tenure) {
        bool recorded = false;
        change([&](Transaction& transaction) {
            recorded = value_of(transaction.runs().record_items(run_, attempt, items, tenure));
        });
        return recorded;
    }

    std::int64_t move(std::optional<int> number, ItemState from, ItemState to) {
        std::int64_t moved = 0;
        change([&](Transaction& transaction) {
            moved = value_of(transaction.tasks().move_items(run_, number, from, to));
        });
        return moved;
    }

    std::vector<RunItem> items() { return value_of(store_->reader().run_items(run_)); }

    model::RunId run_;
    int attempt_ = 0;
};

INSTANTIATE_TEST_SUITE_P(Engines, RunItems, testing::ValuesIn(engines_under_test()), engine_name);

TEST_P(RunItems, AreNoneAtFirst) { EXPECT_THAT(items(), IsEmpty()); }

TEST_P(RunItems, ComeBackAsTheyWereRecordedInOrder) {
    const RunItem done = ended(sent(1), ItemState::kSucceeded);
    ASSERT_TRUE(record({sent(2), an_item(3), done}));
    EXPECT_THAT(items(), ElementsAre(done, sent(2), an_item(3)));
}

TEST_P(RunItems, AreThoseOfTheirRunAlone) {
    ASSERT_TRUE(record({sent(1)}));
    const model::Run other = claimed(stored(a_periodic_task()), 60);
    EXPECT_THAT(value_of(store_->reader().run_items(other.id)), IsEmpty());
}

TEST_P(RunItems, AreTakenUpByTheNextAttempt) {
    ASSERT_TRUE(record({sent(1), sent(2)}));
    ASSERT_TRUE(record({ended(sent(1), ItemState::kSucceeded)}));
    ASSERT_TRUE(finish(run_, attempt_, RunState::kWaiting));
    attempt_ = started(run_);
    EXPECT_THAT(items(), ElementsAre(ended(sent(1), ItemState::kSucceeded), sent(2)));
    ASSERT_TRUE(record({ended(sent(2), ItemState::kRejected)}));
    EXPECT_EQ(items()[1].state, ItemState::kRejected);
}

TEST_P(RunItems, AreKeptWhereTheRunIsNotOursAnyMore) {
    ASSERT_TRUE(record({sent(1)}));
    const RunItem done = ended(sent(1), ItemState::kSucceeded);
    EXPECT_FALSE(record({done}, attempt_ + 1, tenure_));
    EXPECT_FALSE(record({done}, attempt_, {.owner = "daemon-2", .term = tenure_.term}));
    EXPECT_FALSE(record({done}, attempt_, {.owner = tenure_.owner, .term = tenure_.term + 1}));
    ASSERT_TRUE(finish(run_, attempt_, RunState::kFailed));
    EXPECT_FALSE(record({done}));
    EXPECT_THAT(items(), ElementsAre(sent(1)));
}

TEST_P(RunItems, StayWhatTheyFinallyAre) {
    for (const ItemState last :
         {ItemState::kSucceeded, ItemState::kFailed, ItemState::kRejected, ItemState::kUnknown}) {
        const int number = static_cast<int>(last) + 1;
        const RunItem end = ended(sent(number), last);
        ASSERT_TRUE(record({end}));
        EXPECT_FALSE(record({sent(number)})) << number;
        EXPECT_FALSE(
            record({ended(sent(number), last == ItemState::kFailed ? ItemState::kSucceeded
                                                                   : ItemState::kFailed)}));
        EXPECT_TRUE(record({end})) << "a commit whose answer was lost is repeated";
        EXPECT_EQ(items().back(), end);
    }
}

TEST_P(RunItems, KeepTheKeyTheBytesAndTheTimeOfTheirFirstSending) {
    ASSERT_TRUE(record({sent(1)}));
    RunItem other_key = sent(1);
    other_key.idempotency_key = "another";
    EXPECT_FALSE(record({other_key}));
    RunItem other_bytes = sent(1);
    other_bytes.body_hash = "another";
    EXPECT_FALSE(record({other_bytes}));
    RunItem later = sent(1);
    later.first_sent_at = instant(99);
    EXPECT_FALSE(record({later}));
    later.first_sent_at.reset();
    EXPECT_FALSE(record({later}));
    EXPECT_THAT(items(), ElementsAre(sent(1)));
}

TEST_P(RunItems, AreRecordedAllOrNone) {
    ASSERT_TRUE(record({ended(sent(2), ItemState::kSucceeded)}));
    EXPECT_FALSE(record({sent(1), sent(2), sent(3)}));
    EXPECT_EQ(items().size(), 1U);
}

TEST_P(RunItems, AreSettledByCompareAndSet) {
    ASSERT_TRUE(record({ended(sent(1), ItemState::kUnknown), ended(sent(2), ItemState::kUnknown),
                        ended(sent(3), ItemState::kSucceeded)}));
    EXPECT_EQ(move(2, ItemState::kUnknown, ItemState::kFailed), 1);
    EXPECT_EQ(move(2, ItemState::kUnknown, ItemState::kFailed), 0);
    EXPECT_EQ(move(3, ItemState::kUnknown, ItemState::kFailed), 0);
    EXPECT_EQ(move(std::nullopt, ItemState::kUnknown, ItemState::kSucceeded), 1);
    EXPECT_EQ(items()[0].state, ItemState::kSucceeded);
    EXPECT_EQ(items()[1].state, ItemState::kFailed);
}

TEST_P(RunItems, ThatAreOpenMakeARunUnknownThatWouldBeCancelled) {
    const auto cancel = [this] {
        change([&](Transaction& transaction) {
            static_cast<void>(value_of(transaction.tasks().cancel_runs(
                run(run_).task_id, model::RunReason::kTaskCancelled, instant(70))));
        });
    };
    ASSERT_TRUE(record({sent(1), ended(sent(2), ItemState::kSucceeded)}));
    ASSERT_TRUE(finish(run_, attempt_, RunState::kWaiting));
    cancel();
    EXPECT_EQ(run(run_).state, RunState::kUnknown);
    EXPECT_EQ(run(run_).reason, model::RunReason::kUnanswered);
    // One that was asked to end during its attempt.
    change([&](Transaction& transaction) {
        EXPECT_TRUE(value_of(transaction.runs().settle(run_, RunState::kQueued, instant(71))));
    });
    attempt_ = started(run_);
    change([&](Transaction& transaction) {
        EXPECT_TRUE(value_of(transaction.tasks().request_kill(run_, instant(72))));
    });
    ASSERT_TRUE(finish(run_, attempt_, RunState::kWaiting));
    EXPECT_EQ(run(run_).state, RunState::kUnknown);
    // One whose parts have all come to their ends.
    change([&](Transaction& transaction) {
        EXPECT_TRUE(value_of(transaction.runs().settle(run_, RunState::kQueued, instant(73))));
        EXPECT_EQ(
            value_of(transaction.tasks().move_items(run_, 1, ItemState::kSent, ItemState::kFailed)),
            1);
    });
    cancel();
    EXPECT_EQ(run(run_).state, RunState::kCancelled);
    EXPECT_EQ(run(run_).reason, model::RunReason::kTaskCancelled);
}

TEST_P(RunItems, ThatCameToNothingBeginAnewWithoutTheirKeys) {
    ASSERT_TRUE(record({ended(sent(1), ItemState::kFailed), ended(sent(2), ItemState::kRejected),
                        ended(sent(3), ItemState::kSucceeded), sent(4),
                        ended(sent(5), ItemState::kUnknown)}));
    change([&](Transaction& transaction) {
        EXPECT_EQ(value_of(transaction.tasks().reopen_items(run_)), 2);
    });
    RunItem again = an_item(1);
    again.reply = "a reply";
    EXPECT_EQ(items()[0], again);
    EXPECT_EQ(items()[1].state, ItemState::kPending);
    EXPECT_EQ(items()[2], ended(sent(3), ItemState::kSucceeded));
    EXPECT_EQ(items()[3], sent(4));
    EXPECT_EQ(items()[4].state, ItemState::kUnknown);
    ASSERT_TRUE(finish(run_, attempt_, RunState::kWaiting));
    attempt_ = started(run_);
    RunItem new_key = sent(1);
    new_key.idempotency_key = "new";
    EXPECT_TRUE(record({new_key}));
}

}  // namespace

}  // namespace tasksched::store
