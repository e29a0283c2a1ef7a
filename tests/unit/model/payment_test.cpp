#include "common/model/payment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/model/payload.h"

namespace tasksched::model {
namespace {

using testing::HasSubstr;

TaskSpec payment_spec(GivenOptions options) {
    TaskSpec spec;
    spec.type_options = std::move(options);
    return spec;
}

GivenOptions one() {
    return {{"from", {"acct_1"}}, {"to", {"acct_9"}}, {"amount", {"12.50"}}, {"currency", {"EUR"}}};
}

GivenOptions several() {
    return {{"from", {"acct_1"}},
            {"currency", {"EUR"}},
            {"transfer", {"acct_7=1.00", "acct_8=2.5", "a=b=3"}}};
}

PaymentPayload made(const GivenOptions& options) {
    PaymentPayload payload;
    const auto applied = apply_options(payment_spec(options), payload);
    EXPECT_TRUE(applied) << applied.error().message;
    return payload;
}

std::string refusal(GivenOptions options, PaymentPayload payload = {}) {
    const auto applied = apply_options(payment_spec(std::move(options)), payload);
    return applied ? "accepted" : applied.error().message;
}

TEST(Payment, OfOneTransfer) {
    const PaymentPayload payload = made(one());
    EXPECT_EQ(payload.transfers, (std::vector<Transfer>{{"acct_9", 1250}}));
    EXPECT_EQ(summary(payload), "12.50 EUR to acct_9");
    EXPECT_EQ(to_json(payload),
              R"({"sender":"acct_1","currency":"EUR","transfers":[{"receiver":"acct_9",)"
              R"("amount":"12.50"}],"reference":null})");
}

TEST(Payment, OfSeveralTransfers) {
    const PaymentPayload payload = made(several());
    EXPECT_EQ(payload.transfers,
              (std::vector<Transfer>{{"acct_7", 100}, {"acct_8", 250}, {"a=b", 300}}));
    EXPECT_EQ(summary(payload), "3 transfers, 6.50 EUR in all, to acct_7, acct_8, a=b");
}

TEST(Payment, IsTriedAgainByDefault) {
    const Policies& policies = PaymentPayload::kType.policies;
    EXPECT_EQ(policies.catch_up, CatchUp::kAll);
    EXPECT_EQ(policies.retries, 5);
    EXPECT_EQ(policies.backoff, (Backoff{std::chrono::seconds(30), std::chrono::hours(1)}));
    EXPECT_EQ(policies.on_crash, OnCrash::kRetry);
}

TEST(Payment, NeedsAllOfIt) {
    for (const char* name : {"from", "to", "amount", "currency"}) {
        GivenOptions options = one();
        options.erase(name);
        EXPECT_THAT(refusal(options), HasSubstr(std::string("--") + name + " is missing")) << name;
    }
}

TEST(Payment, RefusesWhatMakesNoSense) {
    const auto with = [](const char* name, std::vector<std::string> values) {
        GivenOptions options = one();
        options[name] = std::move(values);
        return refusal(options);
    };
    EXPECT_THAT(with("amount", {"12.505"}), HasSubstr("--amount: '12.505' has 3 digits"));
    EXPECT_THAT(with("currency", {"EURO"}), HasSubstr("ISO 4217"));
    EXPECT_THAT(with("to", {"acct_1"}), HasSubstr("is the account that pays"));
    EXPECT_THAT(with("to", {""}), HasSubstr("an account is expected"));
    EXPECT_THAT(with("to", {"a\nb"}), HasSubstr("without control characters"));
    EXPECT_THAT(with("to", {" a"}), HasSubstr("blanks"));
    EXPECT_THAT(with("from", {std::string("a\0b", 3)}), HasSubstr("control characters"));
    EXPECT_THAT(with("from", {std::string(256, 'a')}), HasSubstr("255 bytes"));
    EXPECT_THAT(with("reference", {"a\r\nb"}), HasSubstr("--reference"));
    EXPECT_THAT(with("to", {"a", "b"}), HasSubstr("to"));
    EXPECT_THAT(with("transfer", {"a=1"}), HasSubstr("takes the place of"));
}

TEST(Payment, RefusesTransfersThatMakeNoSense) {
    const auto with = [](std::vector<std::string> transfers) {
        GivenOptions options = several();
        options["transfer"] = std::move(transfers);
        return refusal(options);
    };
    EXPECT_THAT(with({"acct_7"}), HasSubstr("ACCOUNT=AMOUNT is expected"));
    EXPECT_THAT(with({"acct_7=0"}), HasSubstr("--transfer: '0' is nothing"));
    EXPECT_THAT(with({"a=1", "a=2"}), HasSubstr("'a' twice"));
    EXPECT_THAT(with({"a=92233720368547758.07", "b=0.01"}), HasSubstr("too much together"));
    EXPECT_THAT(with({"acct_1=1"}), HasSubstr("is the account that pays"));
    std::vector<std::string> many;
    for (std::size_t i = 0; i <= kMostTransfers; ++i) {
        many.push_back("a" + std::to_string(i) + "=1");
    }
    EXPECT_THAT(with(many), HasSubstr("1000 are the most"));
}

TEST(PaymentUpdate, ChangesWhatIsGiven) {
    PaymentPayload payload = made(one());
    ASSERT_TRUE(apply_options(payment_spec({{"amount", {"20"}}}), payload));
    EXPECT_EQ(payload.transfers, (std::vector<Transfer>{{"acct_9", 2000}}));
    ASSERT_TRUE(
        apply_options(payment_spec({{"to", {"acct_5"}}, {"reference", {"Rent"}}}), payload));
    EXPECT_EQ(payload.transfers, (std::vector<Transfer>{{"acct_5", 2000}}));
    EXPECT_EQ(payload.reference, "Rent");
    ASSERT_TRUE(apply_options(payment_spec({{"transfer", {"x=1", "y=2"}}}), payload));
    EXPECT_EQ(payload.transfers.size(), 2U);
}

TEST(PaymentUpdate, KeepsTheAmountsAsTheyAreWrittenOrRefusesAnotherCurrency) {
    PaymentPayload payload = made(one());
    ASSERT_TRUE(apply_options(payment_spec({{"currency", {"USD"}}}), payload));
    EXPECT_EQ(summary(payload), "12.50 USD to acct_9");
    EXPECT_THAT(refusal({{"currency", {"JPY"}}}, payload), HasSubstr("give the amounts too"));
    ASSERT_TRUE(apply_options(payment_spec({{"currency", {"JPY"}}, {"transfer", {"acct_9=1250"}}}),
                              payload));
    EXPECT_EQ(summary(payload), "1250 JPY to acct_9");
}

TEST(PaymentUpdate, OfSeveralTransfersIsForThoseThatAreChosen) {
    const PaymentPayload before = made(several());
    EXPECT_THAT(refusal({{"amount", {"20"}}}, before), HasSubstr("the payment has 3 transfers"));
    TaskSpec spec = payment_spec({{"amount", {"20"}}});
    spec.where = {{"receiver", "acct_8"}, {"sender", "acct_1"}};
    PaymentPayload payload = before;
    ASSERT_TRUE(apply_options(spec, payload));
    EXPECT_EQ(payload.transfers,
              (std::vector<Transfer>{{"acct_7", 100}, {"acct_8", 2000}, {"a=b", 300}}));
    spec.where = {{"amount", "1"}};
    payload = before;
    ASSERT_TRUE(apply_options(spec, payload));
    EXPECT_EQ(payload.transfers[0].amount, 2000);
    EXPECT_EQ(payload.transfers[1].amount, 250);
}

TEST(PaymentFields, MatchInOneTransfer) {
    const Payload payload = made(several());
    const auto has = [&](std::vector<FieldValue> wanted) { return matches(payload, wanted); };
    EXPECT_TRUE(has({{"sender", "acct_1"}, {"currency", "EUR"}}));
    EXPECT_TRUE(has({{"receiver", "acct_8"}}));
    EXPECT_TRUE(has({{"receiver", "acct_8"}, {"amount", "2.50"}}));
    EXPECT_FALSE(has({{"receiver", "acct_8"}, {"amount", "1.00"}})) << "that is another transfer";
    EXPECT_FALSE(has({{"receiver", "acct_8"}, {"sender", "acct_2"}}));
    EXPECT_FALSE(has({{"program", "acct_8"}}));
    EXPECT_FALSE(matches(Payload(CommandPayload{}), std::vector<FieldValue>{{"receiver", "a"}}));
}

}  // namespace
}  // namespace tasksched::model
