#pragma once

#include <array>
#include <asio/awaitable.hpp>
#include <asio/io_context.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <asio/steady_timer.hpp>
#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <string>

#include "common/base/unique_fd.h"
#include "daemon/plugins/attempt_control.h"
#include "daemon/supervisor/launcher.h"
#include "daemon/supervisor/ledger.h"
#include "daemon/supervisor/output_watches.h"
#include "daemon/supervisor/pacing.h"
#include "daemon/supervisor/protocol/channel.h"

namespace tasksched::daemon {

/// Launches programs for one daemon at a time, watches them, and keeps their ends until the daemon
/// has committed them. Outlives the daemon: the next one is told all that this one knows, after
/// everything that the old one sent was read.
///
/// Ends when nothing runs and no daemon needs it: after a Goodbye as soon as nothing is left to
/// tell, else when none has come for a while. With ends that were not acknowledged it waits for a
/// daemon as long as its socket stands at its path.
class Supervisor {
  public:
    struct Settings {
        std::string socket_path;  ///< what `listening` is bound to
        std::string instance;     ///< a random name
        std::size_t result_memory = std::size_t{64} * 1024 * 1024;
        std::chrono::seconds patience{10};  ///< how long it waits for a daemon without work
    };

    Supervisor(asio::io_context& loop, base::UniqueFd listening, Settings settings);
    Supervisor(const Supervisor&) = delete;
    Supervisor& operator=(const Supervisor&) = delete;
    ~Supervisor();

    /// Runs the loop until the supervisor has nothing left to do.
    void run();

  private:
    struct Live;

    asio::awaitable<void> serve_daemons();
    asio::awaitable<void> serve();
    asio::awaitable<void> end_when_idle();
    asio::awaitable<void> carry_out_order(std::shared_ptr<Live> live);
    void handle(const Message& message);
    void greet();
    void take(Order order);
    asio::awaitable<void> launch_in_turn();
    asio::awaitable<void> pause_after_launch();
    void end_attempt(const AttemptKey& key);
    void watch_output(const WatchOutput& watch);
    void send_ends();
    void end_if_idle();
    [[nodiscard]] bool can_be_reached() const;

    asio::io_context& loop_;
    Settings settings_;
    asio::posix::stream_descriptor listening_;
    asio::steady_timer idle_timer_;
    Ledger ledger_;
    Launcher launcher_;
    std::map<AttemptKey, std::shared_ptr<Live>> live_;
    OutputWatches watches_;  ///< of the daemon on the channel
    std::deque<std::shared_ptr<Live>> to_launch_;
    bool launching_ = false;
    Pacing pacing_;
    AttemptKey last_launched_;
    asio::steady_timer pause_;          ///< cancelled when the last launched one has ended
    std::shared_ptr<Channel> channel_;  ///< to the daemon; none while there is none
    bool greeted_ = false;              ///< the daemon on the channel has got its Welcome
    bool farewell_ = false;             ///< the last daemon stopped by intention
    std::deque<AttemptKey> to_tell_;    ///< ends that the daemon on the channel was not told yet
    std::array<char, std::size_t{64} * 1024> buffer_{};  ///< for what any program writes
};

}  // namespace tasksched::daemon
