// The currencies beside a list that others keep: py-moneyed's, made from the maintenance agency's.

#include <gtest/gtest.h>

#include <sstream>
#include <string>

#include "common/model/money.h"
#include "tests/support/process.h"

namespace tasksched::model {
namespace {

/// A line a currency: its code, and how many of its minor unit make one.
constexpr const char* kList =
    "import moneyed\n"
    "for code, currency in moneyed.CURRENCIES.items():\n"
    "    print(code, currency.sub_unit)\n";

/// As many currencies as there are, but for some that the list of a release lacks, or has no more.
constexpr int kKnownToBoth = 150;

std::int64_t power_of_ten(int digits) {
    std::int64_t power = 1;
    for (; digits > 0; --digits) {
        power *= 10;
    }
    return power;
}

TEST(PublishedCurrencies, HaveTheMinorUnitsThatMoneyIsReadWith) {
    const auto listed = support::run({.program = "/usr/bin/python3",
                                      .arguments = {"-c", kList},
                                      .environment = support::plain_environment("/"),
                                      .directory = {},
                                      .standard_input = {}});
    if (listed.err.find("No module named 'moneyed'") != std::string::npos) {
        GTEST_SKIP() << "python3-moneyed is not installed";
    }
    ASSERT_EQ(listed.exit_code, 0) << listed.err;
    std::istringstream lines(listed.out);
    int known = 0;
    std::string code;
    for (std::int64_t sub_unit = 0; lines >> code >> sub_unit;) {
        if (const auto digits = minor_digits(code)) {
            ++known;
            EXPECT_EQ(power_of_ten(*digits), sub_unit) << code;
        }
    }
    EXPECT_GE(known, kKnownToBoth);
}

}  // namespace
}  // namespace tasksched::model
