#include <gtest/gtest.h>

#include <iostream>

#include "common/schedule/cron.h"
#include "common/schedule/limits.h"
#include "common/time/time_text.h"
#include "tests/unit/schedule/cron_cases.h"
#include "tests/unit/time/instants.h"

namespace tasksched::schedule {
namespace {

using std::chrono::seconds;
using time::Second;

class CronProperty : public testing::Test {
  protected:
    CronProperty() { std::cout << "seed " << seed_ << '\n'; }

    /// Calls `check` with random expressions that come, in a random zone, from a random instant.
    template <typename Check>
    void for_cases(const Check& check) {
        CronCases cases(seed_);
        const std::int64_t count = case_count(2000);
        for (std::int64_t i = 0; i < count && !HasFailure(); ++i) {
            const auto cron = CronExpression::parse(cases.expression().text);
            const time::Zone& zone = cases.zone();
            const Second after = cases.instant(zone);
            if (cron) {
                SCOPED_TRACE("'" + cron->text() + "' in " + zone.name() + " after " +
                             time::format_time(after, zone));
                check(cases, *cron, zone, after);
            }
        }
    }

  private:
    std::uint64_t seed_ = case_seed();
};

TEST_F(CronProperty, NextIsLater) {
    for_cases([](CronCases&, const CronExpression& cron, const time::Zone& zone, Second after) {
        const auto next = cron.next(after, zone);
        ASSERT_TRUE(next);
        EXPECT_GT(*next, after);
    });
}

TEST_F(CronProperty, NextIsMonotonic) {
    for_cases(
        [](CronCases& cases, const CronExpression& cron, const time::Zone& zone, Second after) {
            const Second later = after + seconds{cases.number(0, 7 * 86'400)};
            EXPECT_LE(*cron.next(after, zone), *cron.next(later, zone));
        });
}

TEST_F(CronProperty, NothingLiesBetweenAnInstantAndItsNext) {
    for_cases(
        [](CronCases& cases, const CronExpression& cron, const time::Zone& zone, Second after) {
            const Second next = *cron.next(after, zone);
            EXPECT_EQ(cron.next(next - seconds{1}, zone), next);
            const auto span = std::min<std::int64_t>((next - after).count(), 1'000'000'000);
            const Second between = after + seconds{cases.number(0, static_cast<int>(span) - 1)};
            EXPECT_EQ(cron.next(between, zone), next);
        });
}

TEST_F(CronProperty, TextIsReadBackAsTheSame) {
    for_cases([](CronCases&, const CronExpression& cron, const time::Zone&, Second) {
        const auto again = CronExpression::parse(cron.text());
        ASSERT_TRUE(again);
        EXPECT_EQ(*again, cron);
        EXPECT_EQ(again->text(), cron.text());
    });
}

TEST(CronSearch, EndsWithTheYear9999) {
    const auto cron = *CronExpression::parse("0 0 1 1 *");
    EXPECT_EQ(cron.next(time::utc(9998, 6, 1), time::Zone()), time::utc(9999, 1, 1));
    EXPECT_EQ(cron.next(time::utc(9999, 1, 1), time::Zone()), std::nullopt);
    EXPECT_EQ(cron.next(Second::max(), time::Zone()), std::nullopt);
    const auto each = *CronExpression::parse("* * * * * *");
    for (const char* name : {"UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago"}) {
        EXPECT_EQ(each.next(kLastSecond, time::zone_named(name)), std::nullopt) << name;
    }
    EXPECT_EQ(each.next(kLastSecond - seconds{1}, time::Zone()), kLastSecond);
}

TEST(CronSearch, TakesInstantsBefore1970) {
    const auto cron = *CronExpression::parse("0 0 1 1 *");
    EXPECT_EQ(cron.next(time::utc(1899, 6, 1), time::Zone()), time::utc(1900, 1, 1));
    EXPECT_EQ(cron.next(Second::min(), time::Zone()), time::utc(2, 1, 1));
}

TEST(CronSearch, OfRebootFindsNothing) {
    EXPECT_EQ(CronExpression::parse("@reboot")->next(Second{}, time::Zone()), std::nullopt);
}

}  // namespace
}  // namespace tasksched::schedule
