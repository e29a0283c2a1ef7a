#include "daemon/plugins/registry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <asio/io_context.hpp>

#include "common/model/payload.h"
#include "daemon/plugins/command/supervisor_link.h"
#include "daemon/transfer/transfer_engine.h"

namespace tasksched::daemon {
namespace {

TEST(PluginRegistry, HasAPluginForEachTypeOfTheModel) {
    asio::io_context loop;
    SupervisorLink supervisor(loop, {}, "daemon");
    TransferEngine transfers(loop);
    const time::SystemClock clock;
    const PluginRegistry registry = make_plugins(
        {.loop = loop, .supervisor = supervisor, .transfers = transfers, .clock = clock});
    for (const model::TypeInfo* info : model::types()) {
        const std::string_view type = info->name;
        ASSERT_NE(registry.find(type), nullptr) << type;
        EXPECT_EQ(registry.find(type)->type(), type);
        EXPECT_EQ(&registry.plugin(type), registry.find(type));
    }
    EXPECT_EQ(registry.types().size(), model::types().size());
}

TEST(PluginRegistry, FindsNoPluginForAnotherType) {
    asio::io_context loop;
    SupervisorLink supervisor(loop, {}, "daemon");
    TransferEngine transfers(loop);
    const time::SystemClock clock;
    EXPECT_EQ(make_plugins(
                  {.loop = loop, .supervisor = supervisor, .transfers = transfers, .clock = clock})
                  .find("pigeon"),
              nullptr);
}

TEST(PluginRegistryDeathTest, AbortsAtTheUseOfATypeThatIsNotThere) {
    const PluginRegistry empty;
    EXPECT_DEATH({ [[maybe_unused]] const Plugin& plugin = empty.plugin("command"); },
                 "check failed");
}

}  // namespace
}  // namespace tasksched::daemon
