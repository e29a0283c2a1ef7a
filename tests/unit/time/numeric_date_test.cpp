#include "common/time/numeric_date.h"

#include <gtest/gtest.h>

#include <string>

namespace tasksched::time {
namespace {

using std::chrono::year_month_day;

year_month_day date(int year, unsigned month, unsigned day) {
    return std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{day};
}

TEST(NumericDate, ReadsTheOrdersOfAt) {
    for (const char* word : {"070426", "07042026", "7/4/26", "07/04/2026", "4.7.26", "04.07.2026",
                             "26-07-04", "26-7-04"}) {
        const auto read = numeric_date_word(word);
        ASSERT_TRUE(read && *read) << word;
        EXPECT_EQ((*read)->date, date(2026, 7, 4)) << word;
    }
}

TEST(NumericDate, IsNoneForWordsOfAnotherShape) {
    for (const char* word :
         {"", "1730", "07042", "0704202", "070420266", "7/4", "7/4/2/26", "7.4", "2026-07-04",
          "2026/07/04", "7/x/26", "7-4/26", "123/4/26", "7/4/6", "9am", "//", "7//26"}) {
        EXPECT_FALSE(numeric_date_word(word)) << word;
    }
}

TEST(NumericDate, RefusesWhatTheCalendarLacks) {
    for (const char* word : {"13/13/26", "000126", "02/29/2026", "30.2.26", "26-13-01", "0/1/26",
                             "1/1/026", "12/31/70"}) {
        const auto read = numeric_date_word(word);
        ASSERT_TRUE(read) << word;
        EXPECT_FALSE(*read) << word;
    }
}

TEST(NumericDate, TellsOfTheOtherOrderWhereThereIsOne) {
    EXPECT_TRUE((*numeric_date_word("1/2/26"))->remark);
    EXPECT_FALSE((*numeric_date_word("2/2/26"))->remark);
    EXPECT_FALSE((*numeric_date_word("1.2.26"))->remark);
    EXPECT_FALSE((*numeric_date_word("1/13/26"))->remark);
}

TEST(YearWord, OfTwoDigitsIsOneOfThisCentury) {
    EXPECT_EQ(year_word("00"), std::chrono::year{2000});
    EXPECT_EQ(year_word("69"), std::chrono::year{2069});
    EXPECT_EQ(year_word("70"), std::nullopt);
    EXPECT_EQ(year_word("2027"), std::chrono::year{2027});
    for (const char* word : {"", "1", "123", "20270", "x1", "-1"}) {
        EXPECT_EQ(year_word(word), std::nullopt) << word;
    }
}

}  // namespace
}  // namespace tasksched::time
