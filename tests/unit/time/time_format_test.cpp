#include <gtest/gtest.h>

#include "common/time/time_text.h"
#include "tests/unit/time/instants.h"

namespace tasksched::time {
namespace {

using std::chrono::microseconds;
using std::chrono::seconds;

TEST(FormatTime, HasTheOffsetOfTheZone) {
    EXPECT_EQ(format_time(utc(2026, 5, 1, 7), zone_named("Europe/Paris")),
              "2026-05-01T09:00:00+02:00");
    EXPECT_EQ(format_time(utc(2026, 1, 1, 3, 4, 5), zone_named("America/St_Johns")),
              "2025-12-31T23:34:05-03:30");
    EXPECT_EQ(format_time(utc(2026, 1, 1), zone_named("Asia/Kathmandu")),
              "2026-01-01T05:45:00+05:45");
    EXPECT_EQ(format_time(utc(2026, 1, 1), zone_named("Europe/London")),
              "2026-01-01T00:00:00+00:00");
}

TEST(FormatTime, WritesUtcAsZ) {
    EXPECT_EQ(format_time(Second{}, Zone()), "1970-01-01T00:00:00Z");
    EXPECT_EQ(format_time(utc(9999, 12, 31, 23, 59, 59), zone_named("Etc/UTC")),
              "9999-12-31T23:59:59Z");
}

TEST(FormatTime, WritesOffsetsThatRfc3339CannotAsUtc) {
    // Monrovia was at -00:44:30 until 7 January 1972.
    EXPECT_EQ(format_time(utc(1971, 6, 1), zone_named("Africa/Monrovia")), "1971-06-01T00:00:00Z");
}

TEST(FormatTime, IsReadBackAsTheSame) {
    for (const char* name : {"UTC", "Europe/Paris", "America/New_York", "Australia/Lord_Howe",
                             "Pacific/Apia", "Asia/Kolkata", "Africa/Monrovia"}) {
        const Zone zone = zone_named(name);
        for (std::int64_t at = 0; at < 253'000'000'000; at += 2'345'678'901) {
            const Second instant{seconds{at}};
            const auto read = parse_time(format_time(instant, zone), Second{}, zone);
            ASSERT_TRUE(read) << read.error().message;
            EXPECT_EQ(read->at, instant);
        }
    }
}

TEST(FormatInstant, HasMicrosecondsWhereThereAreAny) {
    const Zone paris = zone_named("Europe/Paris");
    EXPECT_EQ(format_instant(utc(2026, 5, 1, 7) + microseconds{125}, paris),
              "2026-05-01T09:00:00.000125+02:00");
    EXPECT_EQ(format_instant(utc(2026, 5, 1, 7), paris), "2026-05-01T09:00:00+02:00");
    EXPECT_EQ(format_instant(Instant{microseconds{-1}}, Zone()), "1969-12-31T23:59:59.999999Z");
}

TEST(FormatRelative, SaysWhichWayAndHowFar) {
    const Second now = utc(2026, 5, 1);
    EXPECT_EQ(format_relative(now, now), "now");
    EXPECT_EQ(format_relative(now + seconds{300}, now), "in 5m");
    EXPECT_EQ(format_relative(now - seconds{7200}, now), "2h ago");
    EXPECT_EQ(format_relative(now + seconds{45}, now), "in 45s");
    EXPECT_EQ(format_relative(now + seconds{3 * 86'400 + 4 * 3600 + 59 * 60}, now), "in 3d4h");
    EXPECT_EQ(format_relative(now - seconds{9059}, now), "2h30m ago");
}

}  // namespace
}  // namespace tasksched::time
