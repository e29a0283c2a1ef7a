#pragma once

#include <asio/awaitable.hpp>
#include <asio/io_context.hpp>
#include <asio/signal_set.hpp>
#include <asio/steady_timer.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "common/base/error.h"
#include "common/config/config.h"
#include "common/ipc/daemon_lock.h"
#include "common/ipc/runtime.h"
#include "common/schedule/calendars.h"
#include "common/store/location.h"
#include "common/store/store.h"
#include "common/time/clock.h"
#include "daemon/dispatch/dispatcher.h"
#include "daemon/dispatch/store_queue.h"
#include "daemon/duties/alarm.h"
#include "daemon/duties/claiming.h"
#include "daemon/duties/mailing.h"
#include "daemon/duties/notices.h"
#include "daemon/duties/outage.h"
#include "daemon/duties/recovery.h"
#include "daemon/duties/replanning.h"
#include "daemon/duties/watch.h"
#include "daemon/gateway/call.h"
#include "daemon/gateway/gateway.h"
#include "daemon/gateway/reading_store.h"
#include "daemon/mail/mail_route.h"
#include "daemon/plugins/command/supervisor_link.h"
#include "daemon/plugins/registry.h"
#include "daemon/process/machine.h"
#include "daemon/scheduler/scheduler.h"
#include "daemon/transfer/transfer_engine.h"

namespace tasksched::daemon {

/// What the daemon is started with.
struct Setup {
    config::Config config;
    schedule::Calendars calendars;                              ///< of the configuration
    std::function<base::Result<config::Config>()> read_config;  ///< again, at SIGHUP
    store::Location location;
    ipc::RuntimePaths paths;
    std::optional<std::uint64_t> core_limit{};  ///< of the supervisor; none: as this process has it
    std::uint64_t descriptor_limit = 0;  ///< of this process, and of the supervisor that it starts
    bool stop_all = false;
    bool patient = false;  ///< a store that cannot be written keeps it waiting, not from starting
    std::function<void()> on_ready;  ///< called once, on the loop
};

/// The daemon: one loop on the calling thread, one thread for the store, and the duties between
/// them. Lives from open() to the end of run().
class Daemon {
  public:
    /// Takes the daemon's lock, opens the store and takes it over. kFailed where another daemon
    /// serves the store.
    static base::Result<std::unique_ptr<Daemon>> open(Setup setup);

    Daemon(const Daemon&) = delete;
    Daemon& operator=(const Daemon&) = delete;
    ~Daemon();

    /// Runs until SIGTERM or SIGINT, and then until the runs under way are over or their grace is;
    /// returns the exit status.
    int run();

  private:
    struct Opened;
    Daemon(Setup setup, Opened opened);

    asio::awaitable<void> start();
    asio::awaitable<void> handle_signals();
    asio::awaitable<void> stop(int signal);
    asio::awaitable<void> reopen(base::Error why);
    asio::awaitable<void> reload_config();
    asio::awaitable<void> replan(Doubt doubt, const schedule::Calendars& calendars);
    asio::awaitable<void> check_zones();
    asio::awaitable<void> watch_zones();
    asio::awaitable<void> wait_for_store();
    void apply_config();
    void end_with(int status);

    Setup setup_;
    ipc::DaemonLock lock_;
    time::SystemClock clock_;
    ThisMachine machine_;
    asio::io_context loop_{1};
    asio::signal_set signals_;
    asio::steady_timer stop_timer_;
    std::string host_;
    SupervisorLink supervisor_;
    MailRoute mail_;
    TransferEngine transfers_;
    PluginRegistry plugins_;
    Scheduler scheduler_;
    StoreQueue store_;
    Notices notices_;
    Mailing mailing_;
    Dispatcher dispatcher_;
    Outage outage_;
    TimerAlarm alarm_;
    Replanning replanning_;
    Claiming claiming_;
    Recovery recovery_;
    asio::steady_timer zones_timer_;
    Watch watch_;
    std::shared_ptr<const CallGround> call_ground_;
    ReadingStore reading_;
    Gateway gateway_;
    bool stopping_ = false;
    int exit_status_ = 0;
};

}  // namespace tasksched::daemon
