#include "cli/session.h"

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <thread>
#include <utility>

#include "cli/commands/wait.h"
#include "cli/output/message.h"
#include "common/base/text.h"
#include "common/config/calendars.h"
#include "common/config/plugin_directories.h"
#include "common/ipc/daemon_lock.h"
#include "common/ipc/wake.h"
#include "common/service/wire/gateway_exchange.h"
#include "common/service/wire/remote_service.h"

namespace tasksched::cli {
namespace {

/// A command tidies the log up where it is larger and no daemon does (DESIGN.md, 'SQLite rules').
/// Less than the daemon's bound: where nobody keeps the store open, each command reads the whole
/// log again, at about 1.5 ms a MiB; a checkpoint costs a few ms, here every sixteenth task.
constexpr std::int64_t kLogBytes = 512LL * 1024;

/// Between two questions to the daemon about the same thing.
constexpr std::chrono::milliseconds kFirstPause{50};
constexpr std::chrono::milliseconds kLongestPause{1000};

/// Whether this user may open the store of a system: it is theirs. One that is not there yet is its
/// directory's owner's to make.
bool is_own_store(const std::string& path) {
    struct stat status {};
    const std::string directory = path.substr(0, path.rfind('/') + 1);
    const bool is_known = ::lstat(path.c_str(), &status) == 0 ||
                          (errno == ENOENT && ::stat(directory.c_str(), &status) == 0);
    return is_known && status.st_uid == ::geteuid();
}

}  // namespace

base::Result<std::unique_ptr<Session>> Session::open(Globals globals) {
    std::unique_ptr<Session> session(new Session(std::move(globals)));
    session->environment_ = config::process_environment();
    auto style =
        detect_style(STDOUT_FILENO, session->globals_.color, session->environment_("NO_COLOR"));
    if (!style) {
        return tl::unexpected(style.error());
    }
    session->style_ = *style;
    return session;
}

void Session::remark(std::string_view text) const { print_message(text); }

const time::Zone& Session::zone() {
    if (!zone_) {
        zone_ = time::Zone::host();
    }
    return *zone_;
}

TimePrinter Session::times() { return {zone(), now(), style_}; }

base::Result<const config::Config*> Session::config() {
    if (!config_) {
        auto found = config::find_config(globals_.config, environment_);
        if (!found) {
            return tl::unexpected(found.error());
        }
        config_ = std::move(*found);
    }
    return &*config_;
}

base::Result<const schedule::Calendars*> Session::calendars() {
    if (!calendars_) {
        const auto settings = config();
        if (!settings) {
            return tl::unexpected(settings.error());
        }
        auto read = config::read_calendars(**settings);
        if (!read) {
            return tl::unexpected(read.error());
        }
        calendars_ = std::move(*read);
    }
    return &*calendars_;
}

base::Result<const model::PluginTypes*> Session::plugins() {
    if (!plugins_) {
        const auto settings = config();
        if (!settings) {
            return tl::unexpected(settings.error());
        }
        plugins_ = config::read_plugins((*settings)->plugins);
    }
    return &*plugins_;
}

base::Result<const schedule::Calendars*> Session::calendars_of(const model::Task& task) {
    return service::calendars_of(task, [this] { return calendars(); });
}

base::Result<const store::Location*> Session::location() {
    if (!location_) {
        const auto settings = config();
        if (!settings) {
            return tl::unexpected(settings.error());
        }
        auto parsed =
            config::find_store(globals_.store, **settings, environment_)
                .and_then([](const std::string& text) { return store::parse_location(text); });
        if (!parsed) {
            return tl::unexpected(parsed.error());
        }
        location_ = std::move(*parsed);
    }
    return &*location_;
}

base::Result<ipc::RuntimePaths> Session::runtime_paths() {
    const auto place = location();
    if (!place) {
        return tl::unexpected(place.error());
    }
    return config().map([&](const config::Config* settings) {
        return ipc::runtime_paths((*place)->path,
                                  config::find_runtime_directory(*settings, environment_));
    });
}

base::Result<void> Session::find_principal(const config::Config& config) {
    auto principal = service::current_principal(config);
    if (!principal) {
        return tl::unexpected(principal.error());
    }
    acting_for_ = globals_.user.value_or(principal->user);
    if (globals_.user && ::getpwnam(globals_.user->c_str()) == nullptr) {
        return base::fail(base::ErrorCode::kInvalid, "--user {}: there is no account of that name",
                          base::quoted(*globals_.user));
    }
    principal_ = std::move(*principal);
    return {};
}

base::Result<bool> Session::asks_daemon() {
    if (!asks_daemon_) {
        const auto settings = config();
        const auto place = location();
        if (!settings || !place) {
            return tl::unexpected(settings ? place.error() : settings.error());
        }
        const bool is_named = globals_.store || environment_("TASKSCHED_STORE");
        asks_daemon_ =
            !is_named && config::is_system_mode(**settings) && !is_own_store((*place)->path);
    }
    return *asks_daemon_;
}

base::Result<service::Operations*> Session::service(store::OpenMode mode) {
    if (service_) {
        return service_.get();
    }
    const auto settings = config();
    const auto remote = asks_daemon();
    if (!settings || !remote) {
        return tl::unexpected(settings ? remote.error() : settings.error());
    }
    if (auto found = find_principal(**settings); !found) {
        return tl::unexpected(found.error());
    }
    if (auto ready = *remote ? ask_daemon() : open_store(mode); !ready) {
        return tl::unexpected(ready.error());
    }
    return service_.get();
}

base::Result<void> Session::open_store(store::OpenMode mode) {
    auto opened = store::open_store(*location_, {.mode = mode});
    if (!opened) {
        return tl::unexpected(opened.error());
    }
    store_ = std::move(*opened);
    service_ = std::make_unique<service::Service>(
        *store_, clock_, *principal_, acting_for_, [this] { return calendars(); },
        [this] { return plugins(); });
    return {};
}

base::Result<void> Session::ask_daemon() {
    return runtime_paths().map([this](const ipc::RuntimePaths& paths) {
        service_ = std::make_unique<service::RemoteService>(
            service::gateway_exchange(paths.gateway_socket), globals_.user, zone().name());
    });
}

base::Result<service::Preview> Session::preview() {
    if (const auto remote = asks_daemon(); remote && *remote) {
        return base::fail(base::ErrorCode::kFailed,
                          "--dry-run reads the store itself, which belongs to the system's daemon");
    }
    const auto opened = service(store::OpenMode::kRead);
    const bool no_store = !opened && opened.error().code == base::ErrorCode::kNotFound;
    if (!opened && !(no_store && principal_)) {
        return tl::unexpected(opened.error());
    }
    return service::Preview(
        store_ ? &store_->reader() : nullptr, clock_, *principal_, acting_for_,
        [this] { return calendars(); }, [this] { return plugins(); });
}

base::Result<void> Session::wait_for_change() {
    if (store_) {
        return commands::wait_for_change(*store_);
    }
    pause_ = std::clamp(pause_ * 2, kFirstPause, kLongestPause);
    std::this_thread::sleep_for(pause_);
    return {};
}

base::Result<std::optional<std::int64_t>> Session::running_daemon() {
    const auto paths = runtime_paths();
    const auto remote = asks_daemon();
    if (!paths || !remote) {
        return tl::unexpected(paths ? remote.error() : paths.error());
    }
    if (!*remote) {
        return ipc::running_daemon(paths->daemon_lock);
    }
    return service::find_gateway(paths->gateway_socket)
        .and_then([](const ipc::GatewayClient& client) { return client.listener(); })
        .map([](const ipc::GatewayClient::Listener& daemon) { return std::optional(daemon.pid); });
}

/// The system's daemon makes its changes itself.
bool Session::announce_change() {
    if (!store_) {
        return true;
    }
    const auto paths = runtime_paths();
    if (paths && ipc::wake(paths->wake_socket)) {
        return true;
    }
    // A busy store or a full disk is no failure of the change, which is committed.
    static_cast<void>(store_->checkpoint_and_clear(kLogBytes));
    return false;
}

void Session::remark_no_daemon() const {
    remark("no daemon is running for this store; start one with: tasksched daemon start");
}

}  // namespace tasksched::cli
