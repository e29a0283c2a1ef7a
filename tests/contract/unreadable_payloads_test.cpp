// What stands in the store in the place of a payload, and is none.

#include <gmock/gmock.h>

#include "tests/contract/store_contract.h"

namespace tasksched::store {

namespace {

/// A task of one type with what another type runs: its own payload is missing.
class UnreadablePayloads : public StoreContract {
  protected:
    model::Task without_payload(const std::string& type) {
        model::Task task = a_periodic_task();
        task.type = type;
        model::PaymentPayload payment;
        payment.sender = "acct_1";
        payment.currency = "EUR";
        payment.transfers = {{"acct_9", 1}};
        const model::Payload other = type == "command" ? model::Payload(payment) : a_command();
        change([&](Transaction& transaction) {
            task.id = value_of(transaction.tasks().insert(task, other, alice()));
        });
        return this->task(task.id);
    }
};

INSTANTIATE_TEST_SUITE_P(Engines, UnreadablePayloads, testing::ValuesIn(engines_under_test()),
                         engine_name);

TEST_P(UnreadablePayloads, AreToldByAnErrorOfTheirOwnThatNamesTheTask) {
    for (const char* type : {"command", "email", "payment", "report", "http", "of-a-plugin"}) {
        const model::Task task = without_payload(type);
        const auto payload = store_->reader().payload(task.id, task.version);
        ASSERT_FALSE(payload) << type;
        EXPECT_EQ(payload.error().code, base::ErrorCode::kInvalid) << type;
        EXPECT_THAT(payload.error().message,
                    testing::HasSubstr("task " + std::to_string(task.id.value)))
            << type;
        EXPECT_EQ(store_->take_fault(), StorageFault::kNone) << type;
    }
}

TEST_P(UnreadablePayloads, LeaveTheTransactionThatReadsThemAsItWas) {
    const model::Task bad = without_payload("email");
    const model::Task good = stored(a_periodic_task());
    const model::Run bad_run = claimed(bad, 60);
    const model::Run good_run = claimed(good, 60);
    change([&](Transaction& transaction) {
        const int attempt =
            value_of(transaction.runs().start(bad_run.id, tenure_, {}, instant(61))).attempt;
        EXPECT_FALSE(transaction.reader().payload(bad.id, bad_run.version));
        EXPECT_TRUE(value_of(transaction.runs().finish(
            a_finish(bad_run.id, attempt, model::RunState::kFailed), tenure_)));
        value_of(transaction.runs().start(good_run.id, tenure_, {}, instant(61)));
        value_of(transaction.reader().payload(good.id, good_run.version));
    });
    EXPECT_EQ(run(bad_run.id).state, model::RunState::kFailed);
    EXPECT_EQ(run(good_run.id).state, model::RunState::kRunning);
}

}  // namespace

}  // namespace tasksched::store
