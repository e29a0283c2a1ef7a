#pragma once

#include <asio/awaitable.hpp>
#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "common/base/error.h"
#include "common/base/unique_fd.h"
#include "daemon/plugins/attempt_control.h"
#include "daemon/plugins/command/live_output.h"
#include "daemon/supervisor/protocol/channel.h"
#include "daemon/supervisor/protocol/messages.h"

namespace tasksched::daemon {

/// The daemon's connection to the supervisor that launches commands for it. One is started where
/// none is, also after the death of one.
class SupervisorLink {
  public:
    struct Places {
        std::string program;  ///< the supervisor's executable
        std::string socket;   ///< where a supervisor that is started listens
        std::string lock;     ///< its own; one that listens elsewhere says so in it
        std::string log;
        /// The soft limit of core dumps that it starts with; none: that of this process.
        std::optional<std::uint64_t> core_limit{};
    };

    SupervisorLink(asio::io_context& loop, Places places, std::string daemon_instance);
    SupervisorLink(const SupervisorLink&) = delete;
    SupervisorLink& operator=(const SupervisorLink&) = delete;
    ~SupervisorLink();

    /// Keeps the connection until stop(). Once, on the loop. Where the first connection fails three
    /// times it gives up, and failure() says why; later ones are tried for again and again.
    asio::awaitable<void> run();
    [[nodiscard]] const std::optional<base::Error>& failure() const { return failure_; }

    /// The end of the connection, by intention: the supervisor goes on with what runs.
    void stop();

    /// The supervisor's instance; empty while there is no connection.
    [[nodiscard]] const std::string& instance() const { return instance_; }

    /// Returns when there is a connection, or with false after stop().
    asio::awaitable<bool> until_connected();

    /// What the supervisor knows: attempts that run, or whose ends are not acknowledged.
    [[nodiscard]] const std::set<AttemptKey>& known() const { return known_; }

    /// Gives the order to the supervisor and returns its end. None where the attempt was abandoned,
    /// or where the supervisor is gone and what the order came to is hidden; at once where there is
    /// no connection. The order is sent before the first suspension. An order with limits or
    /// a user that a supervisor of an older version would not heed is not sent: it has not started.
    asio::awaitable<std::optional<model::AttemptResult>> carry_out(Order order,
                                                                   AttemptControl& control);

    /// The same for an attempt that the supervisor knew. None where it has died since, and the one
    /// that is there now does not know the attempt.
    asio::awaitable<std::optional<model::AttemptResult>> follow(AttemptKey key,
                                                                AttemptControl& control);

    /// What attempts write while they run.
    [[nodiscard]] LiveOutput& output() { return output_; }

    /// The attempt's end is durable: the supervisor may forget it.
    void acknowledge(const AttemptKey& key);

    /// What the supervisor knows and nobody follows is of no use to this daemon: its ends are
    /// acknowledged as they come. Called once the daemon has taken up what it wants.
    void forget_strays();

  private:
    struct Waiting;

    asio::awaitable<bool> connect();
    [[nodiscard]] std::string unreachable(std::int64_t pid) const;
    asio::awaitable<base::Result<void>> start_supervisor();
    asio::awaitable<void> listen();
    void handle(Message message);
    void welcome(Welcome welcome);
    void handle_end(Ended end);
    asio::awaitable<std::optional<model::AttemptResult>> await_end(const AttemptKey& key,
                                                                   AttemptControl& control);

    asio::io_context& loop_;
    Places places_;
    std::string daemon_instance_;
    std::shared_ptr<Channel> channel_;
    LiveOutput output_;
    std::string instance_;
    std::int64_t version_ = 0;  ///< what the supervisor understands
    std::set<AttemptKey> known_;
    std::map<AttemptKey, Waiting*> waiting_;
    std::set<AttemptKey> taken_;  ///< ends that were given out and are not acknowledged
    std::map<AttemptKey, model::AttemptResult> early_;  ///< ends that nobody has asked for yet
    std::map<AttemptKey, model::ProcessIdentity> early_processes_;
    asio::steady_timer connected_;  ///< cancelled when that changes
    asio::steady_timer pause_;
    std::optional<base::Error> failure_;
    bool ever_connected_ = false;
    bool takes_strays_ = false;
    bool stopped_ = false;
};

/// Where the supervisor's executable is: beside this one, or where it is installed. kFailed where
/// it is at neither.
base::Result<std::string> find_supervisor_program();

}  // namespace tasksched::daemon
