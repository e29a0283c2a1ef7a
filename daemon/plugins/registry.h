#pragma once

#include <asio/io_context.hpp>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/time/clock.h"
#include "daemon/plugins/plugin.h"

namespace tasksched::daemon {

class SupervisorLink;
class TransferEngine;

/// The plugins by the name of their type.
class PluginRegistry {
  public:
    /// Adds a plugin. Two of one type are a broken invariant.
    void add(std::unique_ptr<Plugin> plugin);

    /// The plugin of the type; null where there is none.
    [[nodiscard]] Plugin* find(std::string_view type) const;

    /// The plugin of a type that is known to be there; anything else is a broken invariant.
    [[nodiscard]] Plugin& plugin(std::string_view type) const;

    /// Hands the configuration to all of them.
    void configure(const config::Config& config);

    /// The names of all types, in order.
    [[nodiscard]] std::vector<std::string> types() const;

  private:
    std::map<std::string, std::unique_ptr<Plugin>, std::less<>> plugins_;
};

/// What plugins are built on; all of it outlives them.
struct PluginGround {
    asio::io_context& loop;
    SupervisorLink& supervisor;  ///< commands run as the user of this process
    TransferEngine& transfers;
    const time::Clock& clock;
};

/// The plugins of this build, a line a type.
PluginRegistry make_plugins(const PluginGround& ground);

}  // namespace tasksched::daemon
