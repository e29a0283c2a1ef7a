#include "daemon/slot_limits.h"

#include <gtest/gtest.h>

#include <limits>

namespace tasksched::daemon {
namespace {

config::Slots slots(std::int64_t total, std::int64_t command) {
    config::Slots slots;
    slots.total.value = total;
    slots.command.value = command;
    return slots;
}

TEST(SlotLimits, AreThoseOfTheConfigurationWhereDescriptorsSuffice) {
    const SlotLimits limits = slot_limits(slots(4000, 3000), 6064);
    EXPECT_EQ(limits.total, 4000);
    EXPECT_EQ(limits.by_type.at("command"), 3000);
}

TEST(SlotLimits, LetNoMoreCommandsRunThanDescriptorsAllow) {
    EXPECT_EQ(slot_limits(slots(4000, 3000), 6063).by_type.at("command"), 2999);
    EXPECT_EQ(slot_limits(slots(4000, 3000), 1024).by_type.at("command"), 480);
}

TEST(SlotLimits, LeaveOneWhateverTheDescriptors) {
    EXPECT_EQ(commands_for_descriptors(0), 1);
    EXPECT_EQ(commands_for_descriptors(65), 1);
    EXPECT_EQ(commands_for_descriptors(68), 2);
}

TEST(SlotLimits, TakeAnUnlimitedNumberOfDescriptors) {
    EXPECT_GT(commands_for_descriptors(std::numeric_limits<std::uint64_t>::max()), 1'000'000'000);
}

}  // namespace
}  // namespace tasksched::daemon
