#pragma once

#include <asio/awaitable.hpp>
#include <functional>
#include <optional>
#include <string_view>
#include <utility>

#include "common/launch/account.h"
#include "daemon/plugins/command/supervisor_link.h"
#include "daemon/plugins/plugin.h"
#include "daemon/supervisor/protocol/order.h"

namespace tasksched::daemon {

/// Type `command`: each attempt is an order to the supervisor; see carrying.h for what it comes to.
class CommandPlugin final : public Plugin {
  public:
    /// Whom the commands of runs run as: the user of the daemon, or each as the user whose task it
    /// is. What is done for a run's sake is the daemon's own.
    enum class RunsAs { kDaemon, kUserOfTask };

    using AccountSource = std::function<base::Result<launch::Account>()>;

    /// `account` tells whom commands run as; where it cannot at the start, it is asked again for
    /// each attempt until it can. The link outlives the plugin.
    CommandPlugin(AccountSource account, SupervisorLink& supervisor,
                  RunsAs runs_as = RunsAs::kDaemon)
        : account_source_(std::move(account)),
          account_(account_source_()),
          supervisor_(supervisor),
          runs_as_(runs_as) {}

    [[nodiscard]] std::string_view type() const override { return "command"; }
    [[nodiscard]] std::optional<std::string> supervisor() const override {
        return supervisor_.instance();
    }
    asio::awaitable<bool> until_ready() override { return supervisor_.until_connected(); }
    [[nodiscard]] std::set<AttemptName> known() const override;

    asio::awaitable<std::optional<model::AttemptResult>> carry_out(
        AttemptContext context, AttemptControl& control) override;

    void recorded(model::RunId run, int attempt) override {
        supervisor_.acknowledge({.run = run.value, .attempt = attempt});
    }

  private:
    AccountSource account_source_;
    base::Result<launch::Account> account_;
    SupervisorLink& supervisor_;
    RunsAs runs_as_;
};

/// The order of an attempt that runs as the user whose task it is: the supervisor, which alone
/// switches users, looks the account up.
Order make_order_for_user(const AttemptContext& context);

/// The order of an attempt: what is launched, as whom, with which environment.
Order make_order(const launch::Account& account, const AttemptContext& context);

}  // namespace tasksched::daemon
