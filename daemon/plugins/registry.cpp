#include "daemon/plugins/registry.h"

#include <utility>

#include "common/base/check.h"
#include "common/launch/account.h"
#include "daemon/plugins/command/command_plugin.h"
#include "daemon/plugins/http/http_plugin.h"
#include "daemon/plugins/payment/payment_plugin.h"

namespace tasksched::daemon {

void PluginRegistry::add(std::unique_ptr<Plugin> plugin) {
    std::string type(plugin->type());
    const bool is_new = plugins_.try_emplace(std::move(type), std::move(plugin)).second;
    TASKSCHED_CHECK(is_new);
}

Plugin* PluginRegistry::find(std::string_view type) const {
    const auto found = plugins_.find(type);
    return found == plugins_.end() ? nullptr : found->second.get();
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
}

PluginRegistry make_plugins(const PluginGround& ground) {
    PluginRegistry registry;
    registry.add(std::make_unique<CommandPlugin>(launch::own_account, ground.supervisor));
    registry.add(std::make_unique<PaymentPlugin>(ground.transfers, ground.clock));
    registry.add(std::make_unique<HttpPlugin>(ground.transfers));
    return registry;
}

}  // namespace tasksched::daemon
