#include "common/service/plugin_supply.h"

namespace tasksched::service {

PluginSource no_plugins() {
    static const model::PluginTypes kNone;
    return [] { return base::Result<const model::PluginTypes*>(&kNone); };
}

}  // namespace tasksched::service
