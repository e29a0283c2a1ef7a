#pragma once

#include <functional>
#include <utility>

#include "common/base/error.h"
#include "common/model/plugin_type.h"
#include "common/model/resolve.h"

namespace tasksched::service {

/// Reads the plugins that are there, at the latest when it is called; they live as long as whoever
/// made it.
using PluginSource = std::function<base::Result<const model::PluginTypes*>()>;

/// The source where there are no plugins.
PluginSource no_plugins();

/// Gives a context the plugins at the first task that needs them: a task of one of tasksched's own
/// types costs no reading of manifests.
class PluginSupply {
  public:
    explicit PluginSupply(PluginSource source) : source_(std::move(source)) {}

    base::Result<void> give_to(model::ResolveContext& context) {
        if (given_) {
            return {};
        }
        return source_().map([&](const model::PluginTypes* plugins) {
            context.plugins = *plugins;
            given_ = true;
        });
    }

  private:
    PluginSource source_;
    bool given_ = false;
};

}  // namespace tasksched::service
