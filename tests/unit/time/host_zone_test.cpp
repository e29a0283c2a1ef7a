#include "common/time/host_zone.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <string>

#include "tests/support/temporary_home.h"

namespace tasksched::time {
namespace {

class HostZone : public testing::Test {
  protected:
    HostZone() {
        sources_.link = home_.file("localtime");
        sources_.file = home_.file("timezone");
    }

    void link_to(const std::string& target) const {
        ASSERT_EQ(::symlink(target.c_str(), sources_.link.c_str()), 0);
    }

    std::string name() const { return host_zone(sources_).name(); }

    support::TemporaryHome home_;
    HostZoneSources sources_;
};

TEST_F(HostZone, IsTheOneOfTheVariableFirst) {
    link_to("/usr/share/zoneinfo/Asia/Tokyo");
    sources_.variable = "Europe/Paris";
    EXPECT_EQ(name(), "Europe/Paris");
    sources_.variable = ":Europe/Rome";
    EXPECT_EQ(name(), "Europe/Rome");
}

TEST_F(HostZone, IsUtcWhereTheVariableIsEmpty) {
    link_to("/usr/share/zoneinfo/Asia/Tokyo");
    sources_.variable = "";
    EXPECT_EQ(name(), "UTC");
}

TEST_F(HostZone, PassesOverAVariableThatNamesNoZone) {
    link_to("/usr/share/zoneinfo/Asia/Tokyo");
    for (const char* text :
         {"CET-1CEST", "/etc/localtime", "EST5EDT4,M3.2.0,M11.1.0", "nonsense"}) {
        sources_.variable = text;
        EXPECT_EQ(name(), "Asia/Tokyo") << text;
    }
}

TEST_F(HostZone, IsTheOneThatTheLinkPointsTo) {
    link_to("../usr/share/zoneinfo/America/Argentina/Ushuaia");
    EXPECT_EQ(name(), "America/Argentina/Ushuaia");
}

TEST_F(HostZone, IsFoundBelowTheCopiesOfTzdata) {
    link_to("/usr/share/zoneinfo/posix/Asia/Tokyo");
    EXPECT_EQ(name(), "Asia/Tokyo");
}

TEST_F(HostZone, IsFoundThroughALinkToALink) {
    ASSERT_EQ(::symlink("/usr/share/zoneinfo/Europe/Oslo", home_.file("other").c_str()), 0);
    link_to(home_.file("other"));
    // Oslo may itself be a link, to the zone that it shares its rules with.
    const Zone zone = host_zone(sources_);
    EXPECT_NE(zone.name(), "UTC");
    EXPECT_EQ(zone.to_local(Second{}).utc_offset, std::chrono::hours{1});
}

TEST_F(HostZone, IsTheOneOfTheFileWhereThereIsNoLink) {
    home_.write("localtime", "a copy, not a link");
    home_.write("timezone", "Asia/Kathmandu\n");
    EXPECT_EQ(name(), "Asia/Kathmandu");
}

TEST_F(HostZone, IsUtcWhereNothingSaysSo) {
    EXPECT_EQ(name(), "UTC");
    link_to("/nowhere/else");
    home_.write("timezone", "Mars/Base\n");
    EXPECT_EQ(name(), "UTC");
}

TEST(ZoneOfThisHost, IsAZone) { EXPECT_TRUE(Zone::load(Zone::host().name())); }

}  // namespace
}  // namespace tasksched::time
