#pragma once

#include <asio/io_context.hpp>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "daemon/plugins/plugin.h"
#include "tests/simulation/dispatch/supervisor.h"
#include "tests/simulation/dispatch/virtual_time.h"

namespace tasksched::simulation {

/// The daemon's side of the connection to the supervisor, as daemon/plugins/command has it: what it
/// waits for, what it knows, and what it acknowledges.
class SupervisedPlugin final : public daemon::Plugin {
  public:
    SupervisedPlugin(asio::io_context& loop, Supervisor& supervisor)
        : loop_(loop), supervisor_(supervisor), connected_(loop) {}

    /// The other side hears of the daemon's end.
    ~SupervisedPlugin() override;

    [[nodiscard]] std::string_view type() const override { return "command"; }
    [[nodiscard]] std::optional<std::string> supervisor() const override { return instance_; }
    asio::awaitable<bool> until_ready() override;
    [[nodiscard]] std::set<daemon::AttemptName> known() const override { return known_; }
    asio::awaitable<std::optional<model::AttemptResult>> carry_out(
        daemon::AttemptContext context, daemon::AttemptControl& control) override;
    void recorded(model::RunId run, int attempt) override;

    /// As SupervisorLink::forget_strays.
    void forget_strays();

    /// Finds the supervisor, or starts one where there is none; false where there is a connection.
    bool connect();

    /// Reads one report, or the end of the connection; false where there is none.
    bool read_report();

  private:
    struct Waiting;

    void handle(const Report& report);
    void take_known(const Known& known);
    void handle_end(const Over& over);
    void send(Order order);
    asio::awaitable<std::optional<model::AttemptResult>> await_end(daemon::AttemptName name,
                                                                   daemon::AttemptControl& control);

    asio::io_context& loop_;
    Supervisor& supervisor_;
    Signal connected_;
    std::shared_ptr<Connection> connection_;
    std::string instance_;  ///< empty before the supervisor has answered
    std::set<daemon::AttemptName> known_;
    std::map<daemon::AttemptName, Waiting*> waiting_;
    std::set<daemon::AttemptName> taken_;
    std::map<daemon::AttemptName, model::AttemptResult> early_;
    std::map<daemon::AttemptName, model::ProcessIdentity> early_processes_;
    bool takes_strays_ = false;
};

}  // namespace tasksched::simulation
