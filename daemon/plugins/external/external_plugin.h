#pragma once

#include <asio/awaitable.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "common/config/plugins.h"
#include "daemon/plugins/command/command_plugin.h"
#include "daemon/plugins/plugin.h"

namespace tasksched::daemon {

/// All types that plugins of others bring. An attempt is the plugin's program, carried out as a
/// command is, with the payload on its standard input; exit_meaning.h says what its end is.
///
/// The manifest is read for each attempt, so that a plugin that comes, changes or goes needs no
/// reload. Where it is not there or not sound, or a secret is not, nothing has been started: that
/// is a transient failure, as for a program that the system is short of something for. A payload
/// that the manifest of now does not allow is a permanent one.
class ExternalPlugin final : public Plugin {
  public:
    /// As CommandPlugin.
    ExternalPlugin(CommandPlugin::AccountSource account, SupervisorLink& supervisor)
        : commands_(std::move(account), supervisor) {}

    [[nodiscard]] std::string_view type() const override { return "plugin"; }

    /// Also tells the log which plugins are not sound.
    void configure(const config::Config& config) override;

    [[nodiscard]] std::optional<std::string> supervisor() const override {
        return commands_.supervisor();
    }
    asio::awaitable<bool> until_ready() override { return commands_.until_ready(); }

    /// As for commands: those of both, since one supervisor carries them out.
    [[nodiscard]] std::set<AttemptName> known() const override { return commands_.known(); }

    asio::awaitable<std::optional<model::AttemptResult>> carry_out(
        AttemptContext context, AttemptControl& control) override;

    void recorded(model::RunId run, int attempt) override { commands_.recorded(run, attempt); }

  private:
    CommandPlugin commands_;
    config::Plugins plugins_;
    std::string secrets_;  ///< the directory of secrets
};

}  // namespace tasksched::daemon
