#include "common/schedule/number_words.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace tasksched::schedule {
namespace {

TEST(Progression, IsFoundAmongEvenNumbers) {
    const auto found = as_progression(0b1001001);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->first, 0U);
    EXPECT_EQ(found->last, 6U);
    EXPECT_EQ(found->step, 3U);
    EXPECT_EQ(found->count, 3U);
    EXPECT_EQ(as_progression(0b100)->count, 1U);
    EXPECT_FALSE(as_progression(0b1101));
    EXPECT_FALSE(as_progression(0));
}

std::string spans(std::uint64_t bits) {
    const auto parts = spans_of(bits, [](unsigned number) { return fmt::format("{}", number); });
    return fmt::format("{}", fmt::join(parts, ","));
}

TEST(Spans, HoldThreeOrMoreInARow) {
    EXPECT_EQ(spans(0), "");
    EXPECT_EQ(spans(0b1), "0");
    EXPECT_EQ(spans(0b11), "0,1");
    EXPECT_EQ(spans(0b111), "0 to 2");
    EXPECT_EQ(spans(0b1011'1011'0111), "0 to 2,4,5,7 to 9,11");
    EXPECT_EQ(spans(~std::uint64_t{0}), "0 to 63");
    EXPECT_EQ(spans(std::uint64_t{1} << 63U), "63");
}

TEST(JoinWords, PutsAndBeforeTheLast) {
    EXPECT_EQ(join_words({}), "");
    EXPECT_EQ(join_words(std::vector<std::string>{"a"}), "a");
    EXPECT_EQ(join_words(std::vector<std::string>{"a", "b"}), "a and b");
    EXPECT_EQ(join_words(std::vector<std::string>{"a", "b", "c"}), "a, b and c");
}

TEST(Ordinal, HasItsEnding) {
    EXPECT_EQ(ordinal(1), "1st");
    EXPECT_EQ(ordinal(2), "2nd");
    EXPECT_EQ(ordinal(3), "3rd");
    EXPECT_EQ(ordinal(4), "4th");
    EXPECT_EQ(ordinal(11), "11th");
    EXPECT_EQ(ordinal(12), "12th");
    EXPECT_EQ(ordinal(13), "13th");
    EXPECT_EQ(ordinal(21), "21st");
    EXPECT_EQ(ordinal(30), "30th");
}

TEST(Counted, IsPluralWhereThereAreSeveral) {
    EXPECT_EQ(counted(1, "minute"), "1 minute");
    EXPECT_EQ(counted(7, "minute"), "7 minutes");
    EXPECT_EQ(every(1, "minute"), "every minute");
    EXPECT_EQ(every(7, "minute"), "every 7 minutes");
}

}  // namespace
}  // namespace tasksched::schedule
