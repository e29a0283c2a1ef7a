#include "daemon/plugins/registry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/model/payload.h"

namespace tasksched::daemon {
namespace {

TEST(PluginRegistry, HasAPluginForEachTypeOfTheModel) {
    const PluginRegistry registry = make_plugins();
    for (const std::string_view type : model::type_names()) {
        ASSERT_NE(registry.find(type), nullptr) << type;
        EXPECT_EQ(registry.find(type)->type(), type);
        EXPECT_EQ(&registry.plugin(type), registry.find(type));
    }
    EXPECT_EQ(registry.types().size(), model::type_names().size());
}

TEST(PluginRegistry, FindsNoPluginForAnotherType) {
    EXPECT_EQ(make_plugins().find("pigeon"), nullptr);
}

TEST(PluginRegistryDeathTest, AbortsAtTheUseOfATypeThatIsNotThere) {
    const PluginRegistry empty;
    EXPECT_DEATH({ [[maybe_unused]] const Plugin& plugin = empty.plugin("command"); },
                 "check failed");
}

}  // namespace
}  // namespace tasksched::daemon
