#include "common/time/time_words.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

namespace tasksched::time {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

TEST(ClockWord, ReadsBothKindsOfClock) {
    const std::map<std::string, seconds> clocks{{"09:00", hours{9}},
                                                {"9:00", hours{9}},
                                                {"00:00", hours{0}},
                                                {"23:59:59", hours{23} + minutes{59} + seconds{59}},
                                                {"09:00:30.999", hours{9} + seconds{30}},
                                                {"0900", hours{9}},
                                                {"2359", hours{23} + minutes{59}},
                                                {"9am", hours{9}},
                                                {"12am", hours{0}},
                                                {"12pm", hours{12}},
                                                {"12:30am", minutes{30}},
                                                {"11:59pm", hours{23} + minutes{59}},
                                                {"noon", hours{12}},
                                                {"midnight", hours{0}},
                                                {"teatime", hours{16}}};
    for (const auto& [word, time] : clocks) {
        const auto read = clock_word(word);
        ASSERT_TRUE(read) << word;
        EXPECT_EQ(read->time, time) << word;
        EXPECT_FALSE(read->utc_offset);
    }
}

TEST(ClockWord, RefusesTimesThatNoClockShows) {
    for (const char* word : {"",       "9",     "900",    "2400",     "1260",     "09000",
                             "0900am", "24:00", "12:60",  "12:00:60", "13pm",     "0am",
                             "9:0",    "9:000", "009:00", "9:00:",    "9:00:00.", "9.00",
                             "9:00x",  "am",    ":30",    "-1:00"}) {
        EXPECT_FALSE(clock_word(word)) << word;
    }
}

TEST(ClockWord, TakesAnOffsetBehindIt) {
    EXPECT_EQ(clock_word("09:00+02:00")->utc_offset, hours{2});
    EXPECT_EQ(clock_word("09:00:00.5-03:30")->utc_offset, -(hours{3} + minutes{30}));
    EXPECT_EQ(clock_word("09:00z")->utc_offset, seconds{0});
}

TEST(OffsetWord, RefusesWhatIsNone) {
    for (const char* word : {"", "+2", "+02", "+24:00", "+02:60", "02:00", "+02:00x", "+2:00"}) {
        EXPECT_FALSE(offset_word(word)) << word;
    }
    EXPECT_EQ(offset_word("-0330"), -(hours{3} + minutes{30}));
}

TEST(NameWords, AreShortOrWhole) {
    EXPECT_EQ(weekday_word("mon"), std::chrono::Monday);
    EXPECT_EQ(weekday_word("wednesday"), std::chrono::Wednesday);
    EXPECT_FALSE(weekday_word("mond"));
    EXPECT_EQ(month_word("may"), std::chrono::May);
    EXPECT_EQ(month_word("dec"), std::chrono::December);
    EXPECT_FALSE(month_word("decem"));
}

TEST(UnitWord, TakesLettersAsDurationsAndNamesAsTheCalendar) {
    EXPECT_EQ(unit_word("d"), (Shift{0, 0, 86'400}));
    EXPECT_EQ(unit_word("days"), (Shift{0, 1, 0}));
    EXPECT_EQ(unit_word("hour"), (Shift{0, 0, 3600}));
    EXPECT_EQ(unit_word("mins"), (Shift{0, 0, 60}));
    EXPECT_EQ(unit_word("weeks"), (Shift{0, 7, 0}));
    EXPECT_EQ(unit_word("mo"), (Shift{1, 0, 0}));
    EXPECT_EQ(unit_word("years"), (Shift{12, 0, 0}));
    EXPECT_FALSE(unit_word("fortnights"));
    EXPECT_FALSE(unit_word(""));
}

}  // namespace
}  // namespace tasksched::time
