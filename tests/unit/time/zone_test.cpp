#include "common/time/zone.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/unit/time/instants.h"

namespace tasksched::time {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::HasSubstr;

TEST(Zone, IsUtcByDefault) {
    EXPECT_EQ(Zone().name(), "UTC");
    EXPECT_EQ(Zone::load("UTC"), Zone());
    EXPECT_EQ(Zone().local_time(utc(2026, 5, 1, 9)), local(2026, 5, 1, 9));
}

TEST(Zone, LoadsNamesOfTheDatabase) {
    for (const char* name : {"Europe/Paris", "America/Argentina/Buenos_Aires", "Etc/GMT+5", "EST",
                             "EST5EDT", "GMT", "Antarctica/Troll", "America/Port-au-Prince"}) {
        const auto zone = Zone::load(name);
        ASSERT_TRUE(zone) << name;
        EXPECT_EQ(zone->name(), name);
    }
}

TEST(Zone, RefusesEverythingElse) {
    for (const char* name : {"",
                             "Mars/Base",
                             "Europe",
                             "Europe/",
                             "/Europe/Paris",
                             "/usr/share/zoneinfo/Europe/Paris",
                             ":Europe/Paris",
                             "../../../etc/passwd",
                             "Europe/../Europe/Paris",
                             "Europe/./Paris",
                             "Europe//Paris",
                             "file:/usr/share/zoneinfo/Europe/Paris",
                             "localtime",
                             "libc:localtime",
                             "posixrules",
                             "Factory",
                             "posix/Europe/Paris",
                             "right/Europe/Paris",
                             "EST5EDT4,M3.2.0",
                             "CET-1CEST",
                             "<+03>-3",
                             "UTC+1",
                             "Fixed/UTC+01:00:00",
                             "tzdata.zi",
                             "leapseconds",
                             "zone.tab",
                             "Europe/Paris ",
                             " Europe/Paris",
                             "Europe/Paris\n",
                             "Europe/P\xC3\xA1ris"}) {
        const auto zone = Zone::load(name);
        ASSERT_FALSE(zone) << name;
        EXPECT_EQ(zone.error().code, base::ErrorCode::kInvalid);
    }
    EXPECT_FALSE(Zone::load(std::string_view("UTC\0", 4)));
    EXPECT_FALSE(Zone::load(std::string_view("Europe/Paris\0.zi", 16)));
    EXPECT_FALSE(Zone::load(std::string(100'000, 'A')));
}

TEST(Zone, NamesWhatWasRefusedAndWhatWasMeant) {
    EXPECT_EQ(Zone::load("europe/paris").error().message,
              "time zone 'europe/paris' is not in the time zone database; did you mean "
              "Europe/Paris?");
    EXPECT_THAT(Zone::load("Paris").error().message, HasSubstr("did you mean Europe/Paris?"));
    EXPECT_THAT(Zone::load("new york").error().message,
                HasSubstr("did you mean America/New_York?"));
    EXPECT_THAT(Zone::load("Europe/Pariss").error().message,
                HasSubstr("did you mean Europe/Paris?"));
    EXPECT_THAT(Zone::load("utc").error().message, HasSubstr("did you mean UTC?"));
    EXPECT_THAT(Zone::load("Mars/Olympus_Mons_Base").error().message,
                HasSubstr("expected a name such as Europe/Paris or UTC"));
}

TEST(Zone, TellsTheLocalTimeWithItsOffset) {
    const auto summer = zone_named("Europe/Paris").to_local(utc(2026, 7, 1, 10));
    EXPECT_EQ(summer.local, local(2026, 7, 1, 12));
    EXPECT_EQ(summer.utc_offset, hours{2});
    EXPECT_EQ(summer.abbreviation, "CEST");
    EXPECT_EQ(zone_named("Europe/Paris").local_time(utc(2026, 1, 1, 10)), local(2026, 1, 1, 11));
}

TEST(Zone, IsRightBeyond2037) {
    const Zone paris = zone_named("Europe/Paris");
    EXPECT_EQ(paris.to_local(utc(2050, 7, 1)).utc_offset, hours{2});
    EXPECT_EQ(paris.to_local(utc(2199, 12, 1)).utc_offset, hours{1});
    EXPECT_EQ(paris.to_local(utc(9998, 7, 1)).utc_offset, hours{2});
}

TEST(Zone, IsRightInOffsetsOfSeconds) {
    EXPECT_EQ(zone_named("Africa/Monrovia").to_local(utc(1971, 1, 1)).utc_offset,
              -(minutes{44} + seconds{30}));
}

TEST(Lookup, OfAUniqueTimeIsOneInstant) {
    const auto found = zone_named("Europe/Paris").lookup(local(2026, 7, 1, 12));
    EXPECT_EQ(found.kind, LocalKind::kUnique);
    EXPECT_EQ(found.before, utc(2026, 7, 1, 10));
    EXPECT_EQ(found.change, found.before);
    EXPECT_EQ(found.after, found.before);
}

TEST(Lookup, OfASkippedTimeKnowsTheChange) {
    const auto found = zone_named("Europe/Paris").lookup(local(2026, 3, 29, 2, 30));
    EXPECT_EQ(found.kind, LocalKind::kSkipped);
    EXPECT_EQ(found.change, utc(2026, 3, 29, 1));
    EXPECT_EQ(found.before, utc(2026, 3, 29, 1, 30));  // with +01:00
    EXPECT_EQ(found.after, utc(2026, 3, 29, 0, 30));   // with +02:00
}

TEST(Lookup, OfARepeatedTimeKnowsBoth) {
    const auto found = zone_named("Europe/Paris").lookup(local(2026, 10, 25, 2, 30));
    EXPECT_EQ(found.kind, LocalKind::kRepeated);
    EXPECT_EQ(found.before, utc(2026, 10, 25, 0, 30));
    EXPECT_EQ(found.change, utc(2026, 10, 25, 1));
    EXPECT_EQ(found.after, utc(2026, 10, 25, 1, 30));
}

TEST(Lookup, KnowsThatTheEndsOfAChangeAreUnique) {
    const Zone paris = zone_named("Europe/Paris");
    EXPECT_EQ(paris.lookup(local(2026, 3, 29, 1, 59, 59)).kind, LocalKind::kUnique);
    EXPECT_EQ(paris.lookup(local(2026, 3, 29, 2)).kind, LocalKind::kSkipped);
    EXPECT_EQ(paris.lookup(local(2026, 3, 29, 2, 59, 59)).kind, LocalKind::kSkipped);
    EXPECT_EQ(paris.lookup(local(2026, 3, 29, 3)).kind, LocalKind::kUnique);
    EXPECT_EQ(paris.lookup(local(2026, 10, 25, 2)).kind, LocalKind::kRepeated);
    EXPECT_EQ(paris.lookup(local(2026, 10, 25, 3)).kind, LocalKind::kUnique);
}

TEST(Lookup, KnowsASkippedDay) {
    const auto found = zone_named("Pacific/Apia").lookup(local(2011, 12, 30, 12));
    EXPECT_EQ(found.kind, LocalKind::kSkipped);
    EXPECT_EQ(found.change, utc(2011, 12, 30, 10));
}

TEST(NextChange, FindsEachChangeOfAYear) {
    const Zone paris = zone_named("Europe/Paris");
    EXPECT_EQ(paris.next_change(utc(2026, 1, 1)), utc(2026, 3, 29, 1));
    EXPECT_EQ(paris.next_change(utc(2026, 3, 29, 1) - seconds{1}), utc(2026, 3, 29, 1));
    EXPECT_EQ(paris.next_change(utc(2026, 3, 29, 1)), utc(2026, 10, 25, 1));
    EXPECT_EQ(paris.next_change(utc(2050, 1, 1)), utc(2050, 3, 27, 1));
}

TEST(NextChange, IsNoneWhereTheOffsetStays) {
    EXPECT_EQ(Zone().next_change(Second{}), std::nullopt);
    EXPECT_EQ(zone_named("Asia/Tokyo").next_change(utc(1970, 1, 1)), std::nullopt);
    EXPECT_EQ(zone_named("Asia/Tokyo").next_change(utc(5000, 1, 1)), std::nullopt);
}

TEST(NextChange, FindsChangesInAllYears) {
    const Zone new_york = zone_named("America/New_York");
    EXPECT_EQ(new_york.next_change(utc(2450, 1, 1)), utc(2450, 3, 13, 7));
    EXPECT_EQ(new_york.next_change(utc(9990, 1, 1)), utc(9990, 3, 11, 7));
}

TEST(NextChange, IsNoneAfterRulesThatEnded) {
    // Brazil gave summer time up in 2019.
    EXPECT_EQ(zone_named("America/Sao_Paulo").next_change(utc(2018, 12, 1)), utc(2019, 2, 17, 2));
    EXPECT_EQ(zone_named("America/Sao_Paulo").next_change(utc(2019, 2, 17, 2)), std::nullopt);
    EXPECT_EQ(zone_named("America/Sao_Paulo").next_change(utc(2450, 1, 1)), std::nullopt);
}

TEST(NextChange, IsAChangeAlsoWhereTheTableHasOthers) {
    // Gaza's table lists changes around Ramadan that the rule for later years does not have.
    const Zone gaza = zone_named("Asia/Gaza");
    for (const int year : {2100, 2450, 2600, 5000}) {
        const auto change = gaza.next_change(utc(year, 1, 1));
        ASSERT_TRUE(change) << year;
        EXPECT_NE(gaza.local_time(*change) - gaza.local_time(*change - seconds{1}), seconds{1});
    }
}

TEST(NextChange, AgreesWithTheOffsets) {
    for (const char* name :
         {"Europe/Paris", "America/Sao_Paulo", "Australia/Lord_Howe", "Pacific/Apia",
          "Africa/Casablanca", "Antarctica/Troll", "Africa/Monrovia", "America/Caracas"}) {
        const Zone zone = zone_named(name);
        Second at = utc(1970, 1, 1);
        while (const auto change = zone.next_change(at)) {
            if (*change > utc(2050, 1, 1)) {
                break;
            }
            ASSERT_GT(*change, at);
            EXPECT_NE(zone.to_local(*change).utc_offset,
                      zone.to_local(*change - seconds{1}).utc_offset);
            EXPECT_EQ(zone.to_local(at).utc_offset, zone.to_local(*change - seconds{1}).utc_offset);
            at = *change;
        }
        EXPECT_GT(at, utc(1970, 1, 1)) << name;
    }
}

}  // namespace
}  // namespace tasksched::time
