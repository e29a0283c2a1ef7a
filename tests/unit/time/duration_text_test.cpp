#include "common/time/duration_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>

namespace tasksched::time {
namespace {

using std::chrono::seconds;
using testing::HasSubstr;

TEST(ParseDuration, TakesSecondsAndUnits) {
    const std::map<std::string, std::int64_t> durations{
        {"90", 90},     {"90s", 90},
        {"15m", 900},   {"2h30m", 9000},
        {"1d", 86'400}, {"1w", 604'800},
        {"1s", 1},      {"1w2d3h4m5s", 604'800 + 2 * 86'400 + 3 * 3600 + 4 * 60 + 5},
        {"0h5m", 300},  {"100m", 6000},
        {"0090", 90},   {"36600d", 100LL * 366 * 86'400}};
    for (const auto& [text, length] : durations) {
        EXPECT_EQ(parse_duration(text), seconds{length}) << text;
    }
}

TEST(ParseDuration, RefusesEverythingElse) {
    for (const char* text : {"",
                             " ",
                             "s",
                             "h5",
                             "5x",
                             "5 m",
                             " 5m",
                             "5m ",
                             "-5",
                             "-5m",
                             "+5m",
                             "1.5h",
                             "5M",
                             "5mm",
                             "5m2h",
                             "1h1h",
                             "2h30",
                             "1mo",
                             "1y",
                             "0",
                             "0s",
                             "0h0m",
                             "36600d1s",
                             "5m\n",
                             "1e3",
                             "99999999999",
                             "999999999999999999999999",
                             "9999999999999999999w",
                             "5m-3s"}) {
        const auto result = parse_duration(text);
        ASSERT_FALSE(result) << text;
        EXPECT_EQ(result.error().code, base::ErrorCode::kInvalid);
        EXPECT_THAT(result.error().message, HasSubstr("as in 90s, 15m, 2h30m, 1d or 1w"));
    }
}

TEST(ParseDuration, SaysWhyAnOverlongOneIsRefused) {
    EXPECT_THAT(parse_duration("999999999999999999999h").error().message,
                HasSubstr("it is longer than 100 years"));
    EXPECT_THAT(parse_duration("0m").error().message, HasSubstr("at least 1 second"));
}

TEST(FormatDuration, UsesTheLargestUnits) {
    const std::map<std::int64_t, std::string> texts{{0, "0s"},         {1, "1s"},
                                                    {60, "1m"},        {90, "1m30s"},
                                                    {3600, "1h"},      {93'600, "1d2h"},
                                                    {604'800, "1w"},   {691'200, "8d"},
                                                    {1'209'600, "2w"}, {86'399, "23h59m59s"}};
    for (const auto& [length, text] : texts) {
        EXPECT_EQ(format_duration(seconds{length}), text);
    }
}

TEST(FormatDuration, IsReadBackAsTheSame) {
    std::mt19937_64 random(20260101);  // NOLINT(cert-msc*): the same cases each time
    for (int i = 0; i < 2000; ++i) {
        const seconds duration{1 + static_cast<std::int64_t>(random() % (1ULL << (1 + i % 31)))};
        EXPECT_EQ(parse_duration(format_duration(duration)), duration);
    }
}

}  // namespace
}  // namespace tasksched::time
