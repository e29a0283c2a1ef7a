#include "common/time/zone_database.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "common/time/zone.h"
#include "tests/support/temporary_home.h"
#include "tests/unit/time/instants.h"

namespace tasksched::time {
namespace {

/// A time zone database of its own, in which Europe/Paris has the rules of some zone.
class ZoneDatabase : public testing::Test {
  protected:
    ZoneDatabase() {
        std::filesystem::create_directories(home_.file("zones/Europe"));
        ::setenv("TZDIR", home_.file("zones").c_str(), 1);
        Zone::forget_all();
    }
    ~ZoneDatabase() override {
        ::unsetenv("TZDIR");
        Zone::forget_all();
    }
    ZoneDatabase(const ZoneDatabase&) = delete;
    ZoneDatabase& operator=(const ZoneDatabase&) = delete;

    void give_paris_the_rules_of(const std::string& zone) const {
        std::filesystem::copy_file("/usr/share/zoneinfo/" + zone, home_.file("zones/Europe/Paris"),
                                   std::filesystem::copy_options::overwrite_existing);
    }

    static std::chrono::seconds offset_of(const Zone& zone) {
        return zone.to_local(utc(2026, 1, 15)).utc_offset;
    }

    support::TemporaryHome home_;
};

TEST_F(ZoneDatabase, IsWhereTzdirSays) {
    EXPECT_EQ(zone_file("Europe/Paris"), home_.file("zones") + "/Europe/Paris");
    EXPECT_FALSE(Zone::load("Europe/Paris")) << "there is no file of that name";
    ::setenv("TZDIR", "zones", 1);
    EXPECT_EQ(zone_file("UTC"), "/usr/share/zoneinfo/UTC");
}

TEST_F(ZoneDatabase, IsReadAgainOnceItIsForgotten) {
    give_paris_the_rules_of("Europe/Paris");
    const Zone before = Zone::load("Europe/Paris").value();
    give_paris_the_rules_of("Asia/Tokyo");
    EXPECT_EQ(offset_of(Zone::load("Europe/Paris").value()), std::chrono::hours(1));
    Zone::forget_all();
    const Zone after = Zone::load("Europe/Paris").value();
    EXPECT_EQ(offset_of(after), std::chrono::hours(9));
    EXPECT_EQ(after.name(), "Europe/Paris");
    EXPECT_EQ(offset_of(before), std::chrono::hours(1));
}

TEST_F(ZoneDatabase, HasAStampThatChangesWithAnyFile) {
    EXPECT_EQ(zone_rules_stamp(), "");
    give_paris_the_rules_of("Europe/Paris");
    const std::string before = zone_rules_stamp();
    EXPECT_EQ(zone_rules_stamp(), before);
    give_paris_the_rules_of("Asia/Tokyo");
    const std::string after = zone_rules_stamp();
    EXPECT_NE(after, before);
    std::filesystem::copy_file(home_.file("zones/Europe/Paris"), home_.file("zones/Europe/Rome"));
    EXPECT_NE(zone_rules_stamp(), after);
}

TEST_F(ZoneDatabase, HasAStampThatCopiesDoNotChange) {
    give_paris_the_rules_of("Europe/Paris");
    const std::string before = zone_rules_stamp();
    std::filesystem::create_directories(home_.file("zones/right/Europe"));
    home_.write("zones/right/Europe/Paris", "with leap seconds");
    EXPECT_EQ(zone_rules_stamp(), before);
}

}  // namespace
}  // namespace tasksched::time
