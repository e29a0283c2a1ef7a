#include "daemon/plugins/registry.h"

#include <utility>

#include "common/base/check.h"
#include "common/launch/account.h"
#include "daemon/plugins/command/command_plugin.h"
#include "daemon/plugins/email/email_plugin.h"
#include "daemon/plugins/external/external_plugin.h"
#include "daemon/plugins/http/http_plugin.h"
#include "daemon/plugins/payment/payment_plugin.h"
#include "daemon/plugins/report/report_plugin.h"

namespace tasksched::daemon {

void PluginRegistry::add(std::unique_ptr<Plugin> plugin) {
    std::string type(plugin->type());
    const bool is_new = plugins_.try_emplace(std::move(type), std::move(plugin)).second;
    TASKSCHED_CHECK(is_new);
}

Plugin* PluginRegistry::find(std::string_view type) const {
    const auto found = plugins_.find(type);
    return found == plugins_.end() ? for_others_.get() : found->second.get();
}

Plugin& PluginRegistry::plugin(std::string_view type) const {
    Plugin* found = find(type);
    TASKSCHED_CHECK(found != nullptr);
    return *found;
}

std::vector<std::string> PluginRegistry::types() const {
    std::vector<std::string> names;
    names.reserve(plugins_.size());
    for (const auto& [type, plugin] : plugins_) {
        names.push_back(type);
    }
    return names;
}

void PluginRegistry::configure(const config::Config& config) {
    for (const auto& [type, plugin] : plugins_) {
        plugin->configure(config);
    }
    if (for_others_) {
        for_others_->configure(config);
    }
}

PluginRegistry make_plugins(const PluginGround& ground) {
    PluginRegistry registry;
    registry.add(std::make_unique<CommandPlugin>(launch::own_account, ground.supervisor,
                                                 ground.switches_users
                                                     ? CommandPlugin::RunsAs::kUserOfTask
                                                     : CommandPlugin::RunsAs::kDaemon));
    registry.add(std::make_unique<EmailPlugin>(ground.loop, ground.mail, ground.clock));
    registry.add(std::make_unique<PaymentPlugin>(ground.transfers, ground.clock));
    registry.add(std::make_unique<ReportPlugin>(
        std::make_unique<CommandPlugin>(launch::own_account, ground.supervisor), ground.mail,
        QueryProgram{.program = find_command_program(), .store = ground.store}, ground.host));
    registry.add(std::make_unique<HttpPlugin>(ground.transfers));
    registry.add_for_others(
        std::make_unique<ExternalPlugin>(launch::own_account, ground.supervisor));
    return registry;
}

}  // namespace tasksched::daemon
