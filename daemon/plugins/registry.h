#pragma once

#include <asio/io_context.hpp>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/time/clock.h"
#include "daemon/plugins/plugin.h"

namespace tasksched::daemon {

class MailSender;
class SupervisorLink;
class TransferEngine;

/// The plugins by the name of their type.
class PluginRegistry {
  public:
    /// Adds a plugin. Two of one type are a broken invariant.
    void add(std::unique_ptr<Plugin> plugin);

    /// Adds the plugin that is there for every other type.
    void add_for_others(std::unique_ptr<Plugin> plugin) { for_others_ = std::move(plugin); }

    /// The plugin of the type, else the one for others; null where there is none.
    [[nodiscard]] Plugin* find(std::string_view type) const;

    /// The plugin of a type that is known to be there; anything else is a broken invariant.
    [[nodiscard]] Plugin& plugin(std::string_view type) const;

    /// Hands the configuration to all of them.
    void configure(const config::Config& config);

    /// The names of the types that have a plugin of their own, in order.
    [[nodiscard]] std::vector<std::string> types() const;

    /// The plugin for all other types; null where there is none.
    [[nodiscard]] const Plugin* for_others() const { return for_others_.get(); }

  private:
    std::map<std::string, std::unique_ptr<Plugin>, std::less<>> plugins_;
    std::unique_ptr<Plugin> for_others_;
};

/// What plugins are built on; all of it outlives them.
struct PluginGround {
    asio::io_context& loop;
    SupervisorLink& supervisor;  ///< commands run as the user of this process
    MailSender& mail;
    TransferEngine& transfers;
    const time::Clock& clock;
    std::string store;            ///< as --store takes it
    std::string host;             ///< the name of this host
    bool switches_users = false;  ///< each command runs as the user whose task it is
};

/// The plugins of this build, a line a type.
PluginRegistry make_plugins(const PluginGround& ground);

}  // namespace tasksched::daemon
