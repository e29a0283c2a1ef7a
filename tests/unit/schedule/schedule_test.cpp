#include "common/schedule/schedule.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "tests/unit/time/instants.h"

namespace tasksched::schedule {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::seconds;
using time::Second;
using time::utc;
using time::zone_named;

const Second kStart = utc(2026, 6, 1);

Schedule every(const std::string& period) {
    return {.rule = Every{.period = *parse_period(period)},
            .zone = zone_named("Europe/Paris"),
            .start = kStart,
            .until = {}};
}

Schedule cron(const std::string& text) {
    return {.rule = *CronExpression::parse(text),
            .zone = zone_named("Europe/Paris"),
            .start = {},
            .until = {}};
}

Schedule once(Second at) {
    return {.rule = Once{at}, .zone = zone_named("Europe/Paris"), .start = {}, .until = {}};
}

TEST(NextOccurrence, OfOnceIsItsInstant) {
    EXPECT_EQ(next_occurrence(once(kStart), kStart - seconds{1}), kStart);
    EXPECT_EQ(next_occurrence(once(kStart), kStart), std::nullopt);
}

TEST(NextOccurrence, OfCronRespectsTheStart) {
    auto schedule = cron("0 9 * * *");
    schedule.start = utc(2026, 6, 10, 7);  // 9:00 in Paris
    EXPECT_EQ(next_occurrence(schedule, kStart), utc(2026, 6, 10, 7));
    EXPECT_EQ(next_occurrence(schedule, utc(2026, 6, 10, 7)), utc(2026, 6, 11, 7));
}

TEST(NextOccurrence, RespectsTheEnd) {
    auto schedule = every("1h");
    schedule.until = kStart + hours{2};
    EXPECT_EQ(next_occurrence(schedule, kStart + hours{1}), kStart + hours{2});
    EXPECT_EQ(next_occurrence(schedule, kStart + hours{2}), std::nullopt);
}

TEST(NextOccurrence, AfterFinishCountsFromTheEndOfTheRun) {
    auto schedule = every("1h");
    std::get<Every>(schedule.rule).after_finish = true;
    EXPECT_EQ(next_occurrence(schedule, kStart - days{1}), kStart);
    EXPECT_EQ(next_occurrence(schedule, kStart + seconds{17}), kStart + hours{1} + seconds{17});
    EXPECT_EQ(next_occurrence(schedule, kStart), kStart + hours{1});
}

TEST(NextOccurrence, OfRebootIsNone) {
    EXPECT_TRUE(at_reboot(cron("@reboot")));
    EXPECT_FALSE(at_reboot(cron("@daily")));
    EXPECT_FALSE(at_reboot(every("1h")));
    EXPECT_EQ(next_occurrence(cron("@reboot"), kStart), std::nullopt);
}

/// The same by going through all of them.
std::optional<Second> latest_by_steps(const Schedule& schedule, Second after, Second not_after) {
    std::optional<Second> latest;
    for (auto next = next_occurrence(schedule, after); next && *next <= not_after;
         next = next_occurrence(schedule, *next)) {
        latest = next;
    }
    return latest;
}

TEST(LatestOccurrence, IsTheOneThatStepsFind) {
    auto ended = every("7h");
    ended.until = kStart + days{40};
    for (const Schedule& schedule : {cron("*/7 1-4 * * *"), cron("0 0 13 * 5"), every("1h1s"),
                                     every("1mo"), cron("@monthly"), ended, once(kStart)}) {
        for (int day = -3; day < 130; day += 9) {
            const Second after = kStart + days{day} - seconds{1};
            for (const seconds length :
                 {seconds{0}, seconds{1}, seconds{86'399}, seconds{86'400}, seconds{60 * 86'400}}) {
                EXPECT_EQ(latest_occurrence(schedule, after, after + length),
                          latest_by_steps(schedule, after, after + length))
                    << describe(schedule) << ' ' << day << ' ' << length.count();
            }
        }
    }
}

TEST(LatestOccurrence, IsFoundAmongBillions) {
    EXPECT_EQ(latest_occurrence(cron("* * * * * *"), kStart, kStart + days{36'500}),
              kStart + days{36'500});
    EXPECT_EQ(latest_occurrence(every("1s"), kStart, kStart + days{36'500}), kStart + days{36'500});
}

TEST(LatestOccurrence, OfAfterFinishIsTheNextOne) {
    auto schedule = every("1h");
    std::get<Every>(schedule.rule).after_finish = true;
    EXPECT_EQ(latest_occurrence(schedule, kStart, kStart + days{1}), kStart + hours{1});
    EXPECT_EQ(count_occurrences(schedule, kStart, kStart + days{1}, 10), 1);
}

TEST(CountOccurrences, IsExactForPeriodsOfSeconds) {
    auto schedule = every("10s");
    EXPECT_EQ(count_occurrences(schedule, kStart - days{9}, kStart - seconds{1}, 5), 0);
    EXPECT_EQ(count_occurrences(schedule, kStart - days{9}, kStart, 5), 1);
    EXPECT_EQ(count_occurrences(schedule, kStart, kStart + seconds{9}, 5), 0);
    EXPECT_EQ(count_occurrences(schedule, kStart, kStart + days{36'500}, 5), 36'500 * 8640);
    schedule.until = kStart + seconds{35};
    EXPECT_EQ(count_occurrences(schedule, kStart, kStart + days{1}, 5), 3);
    EXPECT_EQ(count_occurrences(schedule, kStart + days{1}, kStart + days{2}, 5), 0);
}

TEST(CountOccurrences, OfOthersEndsAtTheLimit) {
    const auto schedule = cron("0 * * * *");
    EXPECT_EQ(count_occurrences(schedule, kStart, kStart + hours{10}, 10), 10);
    EXPECT_EQ(count_occurrences(schedule, kStart, kStart + hours{11}, 10), std::nullopt);
    EXPECT_EQ(count_occurrences(schedule, kStart + hours{1}, kStart, 10), 0);
    EXPECT_EQ(count_occurrences(once(kStart), kStart - seconds{1}, kStart, 10), 1);
}

TEST(Describe, SaysWhenInOneLine) {
    EXPECT_EQ(describe(once(utc(2026, 5, 1, 7))), "at 2026-05-01T09:00:00+02:00");
    EXPECT_EQ(describe(every("15m")), "every 15m");
    EXPECT_EQ(describe(every("1mo")), "every 1mo (Europe/Paris)");
    EXPECT_EQ(describe(cron("0 9 * * 1")), "cron 0 9 * * 1 (Europe/Paris)");
    EXPECT_EQ(describe(cron("@reboot")), "cron @reboot");
}

TEST(Schedule, IsEqualByItsValue) {
    EXPECT_EQ(cron("0 0 * * *"), cron("@daily"));
    EXPECT_NE(cron("0 0 * * *"), cron("0 1 * * *"));
    EXPECT_NE(cron("0 0 * * *"), every("1d"));
    auto other_zone = cron("@daily");
    other_zone.zone = time::Zone();
    EXPECT_NE(other_zone, cron("@daily"));
}

}  // namespace
}  // namespace tasksched::schedule
