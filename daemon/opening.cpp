#include "daemon/daemon.h"

#include <unistd.h>

#include <array>
#include <chrono>
#include <filesystem>
#include <utility>

#include "common/base/file.h"
#include "common/ipc/wake.h"
#include "common/launch/account.h"
#include "common/store/open.h"
#include "daemon/dispatch/telling.h"
#include "daemon/foreign_runs.h"
#include "daemon/gateway/handlers.h"
#include "daemon/log.h"
#include "daemon/plugins/command/command_plugin.h"
#include "daemon/tenure.h"

// How a daemon comes to be.

namespace tasksched::daemon {
namespace {

using base::Result;

/// How long one attempt of the daemon's to write waits for other writers; it has a queue, and asks
/// again.
constexpr std::chrono::milliseconds kBusyTimeout{250};

std::string host_name() {
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "localhost";
}

Result<std::unique_ptr<store::Store>> open_for_daemon(const store::Location& location,
                                                      store::OpenMode mode) {
    return store::open_store(location, {.mode = mode, .busy_timeout = kBusyTimeout});
}

}  // namespace

/// What open() has in hand when nothing can fail any more.
struct Daemon::Opened {
    ipc::DaemonLock lock;
    std::unique_ptr<store::Store> store;
    store::Tenure tenure;
    base::UniqueFd wake_socket;
    base::UniqueFd gateway_socket;
    Admission admission;
    base::UniqueFd timer;
    ipc::TroubleNote trouble;
    std::string host;
    std::string supervisor_program;
};

Result<std::unique_ptr<Daemon>> Daemon::open(Setup setup) {
    if (setup.location.engine != store::Engine::kSqlite) {
        auto refused = open_for_daemon(setup.location, store::OpenMode::kWrite);
        return tl::unexpected(refused.error());
    }
    auto supervisor_program = find_supervisor_program();
    if (!supervisor_program) {
        return tl::unexpected(supervisor_program.error());
    }
    const auto directory = std::filesystem::path(setup.location.path).parent_path().string();
    if (auto made = base::ensure_private_directory(directory); !made) {
        return tl::unexpected(made.error());
    }
    if (config::is_system_mode(setup.config)) {
        const auto sockets =
            std::filesystem::path(setup.paths.gateway_socket).parent_path().string();
        if (auto made = base::ensure_shared_directory(sockets); !made) {
            return tl::unexpected(made.error());
        }
    }
    auto lock = ipc::DaemonLock::acquire(setup.paths.daemon_lock);
    if (!lock) {
        return tl::unexpected(lock.error());
    }
    auto store = open_for_daemon(setup.location, store::OpenMode::kCreate);
    if (!store) {
        return tl::unexpected(store.error());
    }
    auto wake_socket = ipc::listen_for_wakes(setup.paths.wake_socket);
    if (!wake_socket) {
        return tl::unexpected(wake_socket.error());
    }
    auto admission = Admission::of_this_process(setup.config);
    if (!admission) {
        return tl::unexpected(admission.error());
    }
    auto gateway_socket = Gateway::listen(setup.paths.gateway_socket, admission->serves());
    if (!gateway_socket) {
        return tl::unexpected(gateway_socket.error());
    }
    auto timer = TimerAlarm::open_timer();
    if (!timer) {
        return tl::unexpected(timer.error());
    }
    const std::string host = host_name();
    auto trouble = ipc::TroubleNote::create();
    if (!trouble) {
        return tl::unexpected(trouble.error());
    }
    auto tenure = begin_tenure(**store, host, setup.patient ? OnFault::kWait : OnFault::kFail);
    if (!tenure) {
        return tl::unexpected(tenure.error());
    }
    return std::unique_ptr<Daemon>(
        new Daemon(std::move(setup), {.lock = std::move(*lock),
                                      .store = std::move(*store),
                                      .tenure = std::move(*tenure),
                                      .wake_socket = std::move(*wake_socket),
                                      .gateway_socket = std::move(*gateway_socket),
                                      .admission = std::move(*admission),
                                      .timer = std::move(*timer),
                                      .trouble = std::move(*trouble),
                                      .host = host,
                                      .supervisor_program = std::move(*supervisor_program)}));
}

Daemon::Daemon(Setup setup, Opened opened)
    : setup_(std::move(setup)),
      lock_(std::move(opened.lock)),
      signals_(loop_, SIGTERM, SIGINT, SIGHUP),
      stop_timer_(loop_),
      host_(std::move(opened.host)),
      supervisor_(loop_,
                  {.program = std::move(opened.supervisor_program),
                   .socket = setup_.paths.supervisor_socket,
                   .lock = setup_.paths.supervisor_lock,
                   .log = setup_.paths.daemon_log,
                   .core_limit = setup_.core_limit},
                  opened.tenure.owner),
      mail_(loop_, std::make_unique<CommandPlugin>(launch::own_account, supervisor_)),
      transfers_(loop_),
      plugins_(
          make_plugins({.loop = loop_,
                        .supervisor = supervisor_,
                        .mail = mail_,
                        .transfers = transfers_,
                        .clock = clock_,
                        .store = store::format_location(setup_.location),
                        .host = host_,
                        .switches_users = switches_users(opened.admission.serves(), ::geteuid())})),
      scheduler_(Horizon{}),
      store_(loop_, std::move(opened.store), std::move(opened.tenure),
             [location = setup_.location] {
                 return open_for_daemon(location, store::OpenMode::kWrite);
             },
             {.lost =
                  [this] {
                      log_error("another daemon has taken the store over");
                      end_with(1);
                  },
              .failed = [this] { outage_.failed(); },
              .changed =
                  [this] {
                      outage_.changed();
                      claiming_.wake();
                  }}),
      notices_(loop_, store_, plugins_.plugin("command"), mail_, clock_, host_),
      mailing_(loop_, store_, mail_, clock_,
               {.host = host_, .can_send = [this] { return mail_.is_there(); }}),
      dispatcher_(loop_, store_, plugins_, clock_, SlotLimits{}, *setup_.config.daemon.kill_grace,
                  host_,
                  {.changed =
                       [this](model::Task task) {
                           scheduler_.changed(std::move(task));
                           claiming_.wake();
                       },
                   .failed =
                       [this](const StartedRun& run, const store::Finish& finish) {
                           notices_.happened(run.task, run.run.id, why_of_end(run, finish));
                       },
                   .hidden = [this](const StartedRun& run) { recovery_.settle(run); },
                   .woken = [this] { claiming_.wake(); },
                   .idle =
                       [this] {
                           if (stopping_) {
                               stop_timer_.cancel();
                           }
                       }}),
      outage_(loop_, store_, dispatcher_.attempts(), clock_, std::move(opened.trouble)),
      alarm_(loop_, std::move(opened.timer)),
      replanning_(store_, clock_),
      claiming_(store_, scheduler_, dispatcher_, alarm_, replanning_, clock_),
      recovery_(loop_, store_, dispatcher_, plugins_, clock_, machine_,
                {.taken_up = [this] { supervisor_.forget_strays(); },
                 .unresolved =
                     [this](const model::Task& task, const model::Run& run) {
                         notices_.happened(task, run.id, why_hidden(task));
                     }}),
      zones_timer_(loop_),
      watch_(loop_, std::move(opened.wake_socket), store_, scheduler_, dispatcher_, claiming_,
             clock_, {.reopen = [this](const base::Error& why) { return reopen(why); }}),
      reading_(loop_,
               [location = setup_.location] {
                   return open_for_daemon(location, store::OpenMode::kRead);
               }),
      gateway_(loop_, std::move(opened.gateway_socket), opened.admission,
               make_handlers(supervisor_.output(),
                             {.loop = loop_,
                              .store = store_,
                              .reading = reading_,
                              .clock = clock_,
                              .ground = [this] { return call_ground_; },
                              .changed = [this] { watch_.note_change(); }},
                             opened.admission.serves())) {
    scheduler_.set_calendars(setup_.calendars);
    dispatcher_.attempts().set_on_mail([this] { mailing_.wake(); });
    if (opened.admission.serves() == Admission::Serves::kEverybody) {
        dispatcher_.attempts().set_refusal(
            [user = opened.admission.owner().user, uid = ::geteuid()](const StartedRun& run) {
                return why_not_for_user(run.run, user, uid);
            });
    }
    apply_config();
}

}  // namespace tasksched::daemon
