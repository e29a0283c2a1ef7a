#include "daemon/dispatch/slots.h"

#include <gtest/gtest.h>

namespace tasksched::daemon {
namespace {

TEST(Slots, KeepsTheLimitOfAType) {
    Slots slots({.total = 10, .by_type = {{"command", 2}, {"email", 5}}, .per_user = 0});
    EXPECT_TRUE(slots.take("command", "anna"));
    EXPECT_TRUE(slots.take("command", "ben"));
    EXPECT_FALSE(slots.take("command", "carl"));
    EXPECT_TRUE(slots.take("email", "carl"));
    slots.give_back("command", "anna");
    EXPECT_TRUE(slots.take("command", "carl"));
}

TEST(Slots, KeepsTheLimitOfAll) {
    Slots slots({.total = 1, .by_type = {{"command", 9}, {"email", 9}}, .per_user = 0});
    EXPECT_TRUE(slots.take("command", "anna"));
    EXPECT_FALSE(slots.take("email", "anna"));
    EXPECT_EQ(slots.used(), 1);
}

TEST(Slots, KeepsTheLimitOfAUser) {
    Slots slots({.total = 9, .by_type = {{"command", 9}}, .per_user = 1});
    EXPECT_TRUE(slots.take("command", "anna"));
    EXPECT_FALSE(slots.take("command", "anna"));
    EXPECT_TRUE(slots.take("command", "ben"));
    EXPECT_FALSE(slots.user_has_room("anna"));
}

TEST(Slots, GivesATypeThatIsNotNamedNone) {
    Slots slots({.total = 9, .by_type = {{"command", 9}}, .per_user = 0});
    EXPECT_FALSE(slots.take("email", "anna"));
}

TEST(Slots, StartsNoMoreWhenALimitIsLowered) {
    Slots slots({.total = 9, .by_type = {{"command", 2}}, .per_user = 0});
    EXPECT_TRUE(slots.take("command", "anna"));
    EXPECT_TRUE(slots.take("command", "anna"));
    slots.set_limits({.total = 9, .by_type = {{"command", 1}}, .per_user = 0});
    slots.give_back("command", "anna");
    EXPECT_FALSE(slots.take("command", "anna"));
    slots.give_back("command", "anna");
    EXPECT_TRUE(slots.take("command", "anna"));
}

}  // namespace
}  // namespace tasksched::daemon
