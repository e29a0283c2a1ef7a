#include "common/model/money.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tasksched::model {
namespace {

using testing::HasSubstr;

TEST(Money, KnowsTheMinorUnitsOfCurrencies) {
    EXPECT_EQ(minor_digits("EUR"), 2);
    EXPECT_EQ(minor_digits("JPY"), 0);
    EXPECT_EQ(minor_digits("KWD"), 3);
    EXPECT_EQ(minor_digits("CLF"), 4);
    for (const char* none : {"", "EU", "EURO", "eur", "XTS", "XAU", "R A", "D A", "DEM"}) {
        EXPECT_EQ(minor_digits(none), std::nullopt) << none;
    }
}

TEST(Money, ReadsAmountsInMinorUnits) {
    EXPECT_EQ(parse_amount("12.50", "EUR"), 1250);
    EXPECT_EQ(parse_amount("12.5", "EUR"), 1250);
    EXPECT_EQ(parse_amount("12", "EUR"), 1200);
    EXPECT_EQ(parse_amount("0.01", "EUR"), 1);
    EXPECT_EQ(parse_amount("12", "JPY"), 12);
    EXPECT_EQ(parse_amount("1.234", "KWD"), 1234);
    EXPECT_EQ(parse_amount("0.0001", "CLF"), 1);
    EXPECT_EQ(parse_amount("92233720368547758.07", "EUR"), INT64_MAX);
}

TEST(Money, RefusesWhatIsNoAmount) {
    for (const char* text : {"", ".", ".5", "5.", "-1", "+1", " 1", "1 ", "1,50", "1.000,00", "1e3",
                             "0x1", "12.50 EUR", "1.2.3", "one", "1'000"}) {
        const auto amount = parse_amount(text, "EUR");
        ASSERT_FALSE(amount) << text;
        EXPECT_EQ(amount.error().code, base::ErrorCode::kInvalid);
        EXPECT_THAT(amount.error().message, HasSubstr("is not an amount")) << text;
    }
}

TEST(Money, RefusesMoreDigitsThanTheCurrencyHas) {
    EXPECT_EQ(parse_amount("12.505", "EUR").error().message,
              "'12.505' has 3 digits after the point; EUR has 2 at most");
    EXPECT_FALSE(parse_amount("12.500", "EUR")) << "not even where they are zero";
    EXPECT_FALSE(parse_amount("12.0", "JPY"));
}

TEST(Money, RefusesNothingAndTooMuch) {
    EXPECT_THAT(parse_amount("0.00", "EUR").error().message, HasSubstr("is nothing"));
    EXPECT_THAT(parse_amount("92233720368547758.08", "EUR").error().message,
                HasSubstr("92233720368547758.07 EUR is the most"));
    EXPECT_FALSE(parse_amount(std::string(1000, '9'), "EUR"));
    EXPECT_THAT(parse_amount("1", "EURO").error().message, HasSubstr("ISO 4217"));
}

TEST(Money, IsWrittenWithAllDigits) {
    EXPECT_EQ(format_amount(1250, "EUR"), "12.50");
    EXPECT_EQ(format_amount(1, "EUR"), "0.01");
    EXPECT_EQ(format_amount(0, "EUR"), "0.00");
    EXPECT_EQ(format_amount(12, "JPY"), "12");
    EXPECT_EQ(format_amount(7, "KWD"), "0.007");
    EXPECT_EQ(format_amount(INT64_MAX, "EUR"), "92233720368547758.07");
}

}  // namespace
}  // namespace tasksched::model
