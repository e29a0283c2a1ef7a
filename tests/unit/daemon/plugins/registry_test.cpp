#include "daemon/plugins/registry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <asio/io_context.hpp>
#include <memory>

#include "common/launch/account.h"
#include "common/model/payload.h"
#include "daemon/mail/mail_route.h"
#include "daemon/plugins/command/command_plugin.h"
#include "daemon/plugins/command/supervisor_link.h"
#include "daemon/transfer/transfer_engine.h"

namespace tasksched::daemon {
namespace {

/// What plugins stand on here; none is used.
struct Ground {
    asio::io_context loop;
    SupervisorLink supervisor{loop, {}, "daemon"};
    MailRoute mail{loop, std::make_unique<CommandPlugin>(launch::own_account, supervisor)};
    TransferEngine transfers{loop};
    time::SystemClock clock;

    PluginRegistry make() {
        return make_plugins({.loop = loop,
                             .supervisor = supervisor,
                             .mail = mail,
                             .transfers = transfers,
                             .clock = clock});
    }
};

TEST(PluginRegistry, HasAPluginForEachTypeOfTheModel) {
    Ground ground;
    const PluginRegistry registry = ground.make();
    for (const model::TypeInfo* info : model::types()) {
        const std::string_view type = info->name;
        ASSERT_NE(registry.find(type), nullptr) << type;
        EXPECT_EQ(registry.find(type)->type(), type);
        EXPECT_EQ(&registry.plugin(type), registry.find(type));
    }
    EXPECT_EQ(registry.types().size(), model::types().size());
}

TEST(PluginRegistry, FindsNoPluginForAnotherType) {
    Ground ground;
    EXPECT_EQ(ground.make().find("pigeon"), nullptr);
}

TEST(PluginRegistryDeathTest, AbortsAtTheUseOfATypeThatIsNotThere) {
    const PluginRegistry empty;
    EXPECT_DEATH({ [[maybe_unused]] const Plugin& plugin = empty.plugin("command"); },
                 "check failed");
}

}  // namespace
}  // namespace tasksched::daemon
