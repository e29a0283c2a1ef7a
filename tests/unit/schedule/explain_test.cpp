#include "common/schedule/explain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "common/base/text.h"
#include "tests/unit/schedule/cron_cases.h"
#include "tests/unit/time/instants.h"

namespace tasksched::schedule {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using time::utc;

const time::Second kNow = utc(2026, 11, 24, 12);

Explanation explained(const std::string& expression, const std::string& zone = "UTC",
                      time::Second now = kNow) {
    auto explanation = explain(expression, time::zone_named(zone), now);
    EXPECT_TRUE(explanation) << explanation.error().message;
    return explanation ? *explanation : Explanation{};
}

/// "kind: text" of each trap.
std::vector<std::string> traps(const std::string& expression, const std::string& zone = "UTC",
                               time::Second now = kNow) {
    std::vector<std::string> lines;
    for (const Trap& trap : explained(expression, zone, now).traps) {
        lines.push_back(std::string(to_string(trap.kind)) + ": " + trap.text);
    }
    return lines;
}

struct Sentence {
    std::string expression;
    std::string meaning;
};

std::vector<Sentence> read_sentences() {
    std::vector<Sentence> sentences;
    std::ifstream file(EXPLAIN_SENTENCES);
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line.front() == '#') {
            continue;
        }
        const auto bar = line.find('|');
        EXPECT_NE(bar, std::string::npos) << line;
        sentences.push_back({std::string(base::trim(line.substr(0, bar))),
                             std::string(base::trim(line.substr(bar + 1)))});
    }
    return sentences;
}

TEST(Explain, SaysWhatAnExpressionMeans) {
    const auto sentences = read_sentences();
    EXPECT_GE(sentences.size(), 100U);
    for (const Sentence& sentence : sentences) {
        EXPECT_EQ(explained(sentence.expression).meaning, sentence.meaning) << sentence.expression;
    }
}

TEST(Explain, RefusesWhatTheParserRefuses) {
    for (const char* text : {"", "0 25 * * *", "0 0 30 2 *", "@never", "* * * *"}) {
        const auto explanation = explain(text, time::Zone(), kNow);
        ASSERT_FALSE(explanation) << text;
        EXPECT_EQ(explanation.error(), CronExpression::parse(text).error());
    }
}

TEST(Explain, RefusesAnEveryWithoutADuration) {
    for (const char* text : {"@every", "@every x", "@every 0", "@every 5m 3", "@every15m"}) {
        const auto explanation = explain(text, time::Zone(), kNow);
        ASSERT_FALSE(explanation) << text;
        EXPECT_EQ(explanation.error().code, base::ErrorCode::kInvalid);
        EXPECT_THAT(explanation.error().message,
                    HasSubstr(std::string("cron expression '") + text + "': "));
    }
}

TEST(Explain, GivesTheScheduleOfATask) {
    const Explanation cron = explained("0 9 * * *", "Europe/Paris");
    EXPECT_EQ(next_occurrence(cron.schedule, kNow), utc(2026, 11, 25, 8));
    const Explanation period = explained("@every 15m");
    EXPECT_EQ(next_occurrence(period.schedule, kNow), kNow + std::chrono::minutes{15});
    EXPECT_EQ(next_occurrence(explained("@reboot").schedule, kNow), std::nullopt);
}

TEST(Explain, FindsNoTrapsInPlainSchedules) {
    for (const char* text : {"* * * * *", "*/15 * * * *", "0 9 * * *", "0 9 * * 1-5", "0 0 1 * *",
                             "0 0 L * *", "0 0 28 * *", "@yearly", "@weekly", "0 */4 * * *",
                             "0 0 1 */3 *", "@every 15m", "0 0 31 1,3 *", "0 0 * * 5L"}) {
        EXPECT_THAT(traps(text), IsEmpty()) << text;
    }
}

TEST(Explain, WarnsThatEitherDayFieldSuffices) {
    EXPECT_THAT(traps("0 0 13 * 5"),
                ElementsAre("either-day: neither day field begins with '*': a day that matches one "
                            "of them is enough, it need not match both (crontab(5))"));
    EXPECT_THAT(traps("0 0 1-31 * 1"), ElementsAre(HasSubstr("either-day: ")));
    EXPECT_THAT(traps("0 0 1-31 * 0-6"), IsEmpty());
    EXPECT_THAT(traps("0 0 13 * ?"), IsEmpty());
}

TEST(Explain, WarnsOfTheStarBit) {
    EXPECT_THAT(traps("0 0 13 * */5"),
                ElementsAre("both-days: the day of week begins with '*': a day must match both day "
                            "fields, not one of them (crontab(5))"));
    EXPECT_THAT(traps("0 0 */31 * 1"),
                ElementsAre(HasSubstr("both-days: the day of month begins with '*'")));
    EXPECT_THAT(traps("0 0 */1 * 1"), IsEmpty());
    EXPECT_THAT(traps("0 0 *,1 * 1"), IsEmpty());
}

TEST(Explain, WarnsOfStepsThatDoNotDivideTheirField) {
    const auto only = [](const std::string& text) {
        return ElementsAre("uneven-step: a step of " + text);
    };
    EXPECT_THAT(traps("*/7 * * * *"),
                only("7 minutes does not divide the hour: from minute 56 to the next minute 0 are "
                     "only 4 minutes"));
    EXPECT_THAT(traps("5-59/7 * * * *"),
                only("7 minutes does not divide the hour: from minute 54 to the next minute 5 are "
                     "11 minutes"));
    EXPECT_THAT(traps("*/40 * * * *"),
                only("40 minutes does not divide the hour: from minute 40 to the next minute 0 are "
                     "only 20 minutes"));
    EXPECT_THAT(traps("*/59 * * * *"),
                only("59 minutes does not divide the hour: from minute 59 to the next minute 0 is "
                     "only 1 minute"));
    EXPECT_THAT(traps("*/25 * * * * *"),
                only("25 seconds does not divide the minute: from second 50 to the next second 0 "
                     "are only 10 seconds"));
    EXPECT_THAT(traps("0 */5 * * *"),
                only("5 hours does not divide the day: from hour 20 to the next hour 0 are only 4 "
                     "hours"));
    EXPECT_THAT(traps("0 0 1 */5 *"),
                only("5 months does not divide the year: from November to the next January are "
                     "only 2 months"));
    EXPECT_THAT(traps("0 0 * * */2"),
                only("2 days does not divide the week: from Saturday to the next Sunday is only 1 "
                     "day"));
    EXPECT_THAT(traps("0 0 */2 * *"),
                only("2 days begins anew with each month: in one of 31 days, from the 31st to the "
                     "next 1st is 1 day"));
}

TEST(Explain, DoesNotWarnOfStepsWhoseLastGapIsNotMet) {
    for (const char* text :
         {"*/7 9 * * *", "*/7 9,12 * * *", "0 */5 1 * *", "0 */5 * * 1", "10-40/7 * * * *",
          "0,7,14,21,28,35,42,49,56 * * * *", "0 9-17/3 * * *", "0 0 */2 1 *", "*/25 5 9 * * *",
          "3-59/10 * * * *", "0 0 1-15/2 * *", "0 9,17 * * *", "*/60 * * * *"}) {
        EXPECT_THAT(traps(text), IsEmpty()) << text;
    }
}

TEST(Explain, WarnsOfDaysThatSomeMonthsLack) {
    EXPECT_THAT(
        traps("0 0 31 * *"),
        ElementsAre("short-month: February, April, June, September and November have no "
                    "31st day and are passed over for it; L is the last day of each month"));
    EXPECT_THAT(traps("0 0 30 * *"),
                ElementsAre("short-month: February has no 30th day and is passed over for it; L is "
                            "the last day of each month"));
    EXPECT_THAT(traps("0 0 29 * *"),
                ElementsAre("short-month: February has a 29th day in leap years only, and is "
                            "passed over for it in the others; L is the last day of each month"));
    for (const char* text : {"0 0 15,31 * *", "0 0 29-31 * *", "0 0 31W * *", "0 0 L-30 * *"}) {
        EXPECT_THAT(traps(text), ElementsAre(HasSubstr("short-month: February, April"))) << text;
    }
    EXPECT_THAT(traps("0 0 * * 5#5"),
                ElementsAre("short-month: most months have no fifth Friday and are passed over for "
                            "it; FriL is the last one of each month"));
    EXPECT_THAT(traps("0 0 30 2 1"), ElementsAre(HasSubstr("either-day: "),
                                                 HasSubstr("short-month: February has no 30th")));
}

TEST(Explain, DoesNotWarnOfLateDaysThatAreMeantAsTheRest) {
    for (const char* text : {"0 0 25-31 * *", "0 0 1-31 * *", "0 0 31 1,3,5 *", "0 0 30 4-10 *",
                             "0 0 L-27 * *", "0 0 28W * *", "0 0 * * 5#4"}) {
        EXPECT_THAT(traps(text), IsEmpty()) << text;
    }
}

TEST(Explain, WarnsOfRareSchedules) {
    EXPECT_THAT(traps("0 0 29 2 *"),
                ElementsAre(HasSubstr("short-month: "),
                            "rare: it comes rarely: at 2028-02-29T00:00:00Z, and then at "
                            "2032-02-29T00:00:00Z"));
    EXPECT_THAT(traps("*/15 * 29 2 *"),
                testing::Contains("rare: it comes rarely: at 2028-02-29T00:00:00Z, and then at "
                                  "2032-02-29T00:00:00Z"));
    EXPECT_THAT(traps("0 0 29 2 */7"), testing::Contains(HasSubstr("rare: it comes rarely: at 2032-"
                                                                   "02-29T00:00:00Z, and then")));
    EXPECT_THAT(traps("0 0 1 1 *", "UTC", utc(2028, 1, 1)), IsEmpty());
}

TEST(Explain, WarnsOfTimesThatAChangeSkips) {
    EXPECT_THAT(traps("30 2 * * *", "Europe/Paris"),
                ElementsAre("skipped-time: on 2027-03-28 the clock of Europe/Paris goes from 02:00 "
                            "to 03:00: 02:30 does not come, and it runs once, at the end of the "
                            "gap, 2027-03-28T03:00:00+02:00",
                            "repeated-time: on 2027-10-31 the clock of Europe/Paris goes back from "
                            "03:00 to 02:00: 02:30 comes twice, and it runs the first time only"));
    EXPECT_THAT(traps("15,45 2 * * *", "Europe/Paris"),
                ElementsAre(HasSubstr("its times from 02:15 on do not come, and it runs once"),
                            HasSubstr("its times from 02:15 on come twice, and")));
    EXPECT_THAT(traps("30 2 26 3 *", "Europe/Paris"),
                ElementsAre(HasSubstr("skipped-time: on 2028-03-26")));
    EXPECT_THAT(traps("30 2 30 12 *", "Pacific/Apia", utc(2011, 1, 1)),
                ElementsAre(HasSubstr("on 2011-12-30 the clock of Pacific/Apia goes from 00:00 to "
                                      "00:00 of 2011-12-31: 02:30 does not come")));
}

TEST(Explain, WarnsOfTimesThatFollowTheClockThroughAChange) {
    EXPECT_THAT(traps("*/20 2 * * *", "Europe/Paris"),
                ElementsAre(HasSubstr("its times from 02:00 on do not come, and nothing runs in "
                                      "their place, as the minute or hour begins with '*'"),
                            HasSubstr("its times from 02:00 on come twice, and both run, as")));
}

TEST(Explain, DoesNotWarnOfChangesThatDoNotMatter) {
    EXPECT_THAT(traps("0 9 * * *", "Europe/Paris"), IsEmpty());
    EXPECT_THAT(traps("30 2 * * *", "UTC"), IsEmpty());
    EXPECT_THAT(traps("30 2 * * *", "Asia/Tokyo"), IsEmpty());
    EXPECT_THAT(traps("30 2 * * 1", "Europe/Paris"), IsEmpty());
    EXPECT_THAT(traps("*/15 * * * *", "Europe/Paris"), IsEmpty());
    EXPECT_THAT(traps("@hourly", "Europe/Paris"), IsEmpty());
    EXPECT_THAT(traps("@reboot", "Europe/Paris"), ElementsAre(HasSubstr("reboot: ")));
}

TEST(Explain, WarnsThatDaysOfAPeriodHave24Hours) {
    EXPECT_THAT(traps("@every 1d", "Europe/Paris"),
                ElementsAre(HasSubstr("fixed-length: a day is 24 hours long here: when the clock "
                                      "of Europe/Paris is changed")));
    EXPECT_THAT(traps("@every 1d", "UTC"), IsEmpty());
    EXPECT_THAT(traps("@every 1h", "Europe/Paris"), IsEmpty());
    EXPECT_THAT(traps("@every 1mo", "Europe/Paris"), IsEmpty());
}

TEST(Explain, WarnsThatATaskDrawsItsOwn) {
    const auto found = traps("0~59 9 * * *");
    const std::string drawn = CronExpression::parse("0~59 9 * * *")->text();
    EXPECT_THAT(found, ElementsAre("drawn: '~' is drawn once, when a task is stored, and may come "
                                   "to another value than here, '" +
                                   drawn + "'"));
}

TEST(Explain, WarnsThatRebootHasNoTimes) {
    EXPECT_THAT(traps("@reboot"),
                ElementsAre("reboot: it comes once a boot, when the daemon first starts after it, "
                            "and at no time of the clock"));
}

/// Whatever the parser reads can be explained, in one line.
TEST(ExplainProperty, HoldsForAllValidExpressions) {
    const std::uint64_t seed = case_seed();
    std::cout << "seed " << seed << '\n';
    CronCases cases(seed);
    const std::int64_t count = case_count(2000);
    for (std::int64_t i = 0; i < count && !HasFailure(); ++i) {
        const std::string text = cases.expression().text;
        const time::Zone& zone = cases.zone();
        const time::Second now = cases.instant(zone);
        SCOPED_TRACE("'" + text + "' in " + zone.name() + " at " + time::format_time(now, zone));
        const auto cron = CronExpression::parse(text);
        const auto explanation = explain(text, zone, now);
        ASSERT_EQ(explanation.has_value(), cron.has_value());
        if (!explanation) {
            continue;
        }
        EXPECT_TRUE(explanation->meaning.starts_with("At ") ||
                    explanation->meaning.starts_with("Every "))
            << explanation->meaning;
        EXPECT_TRUE(explanation->meaning.ends_with('.'));
        EXPECT_EQ(explanation->meaning.find_first_of("\n\t"), std::string::npos);
        EXPECT_EQ(explanation->meaning.find("  "), std::string::npos);
        for (const Trap& trap : explanation->traps) {
            EXPECT_FALSE(trap.text.empty());
            EXPECT_EQ(trap.text.find('\n'), std::string::npos);
        }
    }
}

}  // namespace
}  // namespace tasksched::schedule
