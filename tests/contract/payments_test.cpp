#include <gmock/gmock.h>

#include "tests/contract/store_contract.h"

namespace tasksched::store {

namespace {

using model::PaymentPayload;
using model::RunReason;
using model::RunState;

PaymentPayload a_payment() {
    PaymentPayload payment;
    payment.sender = "acct_1";
    payment.currency = "KWD";
    payment.transfers = {{"acct_9", INT64_MAX - 1}, {"acct_2", 1}};
    payment.reference = "Rent, \xc3\xa4";
    return payment;
}

class StoredPayments : public StoreContract {
  protected:
    model::Task inserted(const PaymentPayload& payment) {
        model::Task task = a_periodic_task();
        task.type = "payment";
        change([&](Transaction& transaction) {
            task.id = value_of(transaction.tasks().insert(task, payment, alice()));
        });
        return this->task(task.id);
    }

    PaymentPayload payment_of(const model::Task& task, model::Version version) {
        return std::get<PaymentPayload>(value_of(store_->reader().payload(task.id, version)));
    }
};

INSTANTIATE_TEST_SUITE_P(Engines, StoredPayments, testing::ValuesIn(engines_under_test()),
                         engine_name);

TEST_P(StoredPayments, ComeBackAsTheyWereStored) {
    EXPECT_EQ(payment_of(inserted(a_payment()), 1), a_payment());
    PaymentPayload plain = a_payment();
    plain.reference.clear();
    plain.transfers.resize(1);
    EXPECT_EQ(payment_of(inserted(plain), 1), plain);
}

TEST_P(StoredPayments, AreReadAtTheVersionOfTheRun) {
    model::Task task = inserted(a_payment());
    PaymentPayload changed = a_payment();
    changed.transfers = {{"acct_5", 7}};
    for (const PaymentPayload* payload : {static_cast<const PaymentPayload*>(nullptr),
                                          static_cast<const PaymentPayload*>(&changed)}) {
        ++task.version;
        const model::Payload next = changed;
        change([&](Transaction& transaction) {
            EXPECT_TRUE(value_of(transaction.tasks().update(
                task, payload == nullptr ? nullptr : &next, alice("update"))));
        });
    }
    EXPECT_EQ(payment_of(task, 1), a_payment());
    EXPECT_EQ(payment_of(task, 2), a_payment());
    EXPECT_EQ(payment_of(task, 3), changed) << "transfers that are gone are gone";
}

TEST_P(StoredPayments, CountTheAttemptsThatUsedUpNoRetry) {
    const model::Run run = claimed(inserted(a_payment()), 60);
    EXPECT_EQ(run.uncounted, 0);
    for (const RunReason reason : {RunReason::kSetup, RunReason::kNone, RunReason::kSetup}) {
        Finish finish = a_finish(run.id, started(run.id), RunState::kWaiting);
        EXPECT_EQ(this->run(run.id).reason, RunReason::kNone) << "of the attempt before";
        finish.reason = reason;
        ASSERT_TRUE(this->finish(finish));
        EXPECT_EQ(this->run(run.id).reason, reason);
    }
    EXPECT_EQ(this->run(run.id).uncounted, 2);
    EXPECT_EQ(value_of(store_->reader().totals(instant(0), instant(0))).hindered, 1);
}

}  // namespace

}  // namespace tasksched::store
