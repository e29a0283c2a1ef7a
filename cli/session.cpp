#include "cli/session.h"

#include <pwd.h>
#include <unistd.h>

#include <utility>

#include "cli/output/message.h"
#include "common/base/check.h"
#include "common/base/text.h"
#include "common/config/calendars.h"
#include "common/config/plugin_directories.h"
#include "common/ipc/wake.h"

namespace tasksched::cli {
namespace {

/// A command tidies the log up where it is larger and no daemon does (DESIGN.md, 'SQLite rules').
/// Less than the daemon's bound: where nobody keeps the store open, each command reads the whole
/// log again, at about 1.5 ms a MiB; a checkpoint costs a few ms, here every sixteenth task.
constexpr std::int64_t kLogBytes = 512LL * 1024;

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
    return ipc::runtime_paths((*place)->path, environment_("TASKSCHED_RUNTIME_DIR"));
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

base::Result<service::Service*> Session::service(store::OpenMode mode) {
    if (service_) {
        return service_.get();
    }
    const auto settings = config();
    const auto place = location();
    if (!settings || !place) {
        return tl::unexpected(settings ? place.error() : settings.error());
    }
    if (auto found = find_principal(**settings); !found) {
        return tl::unexpected(found.error());
    }
    auto opened = store::open_store(**place, {.mode = mode});
    if (!opened) {
        return tl::unexpected(opened.error());
    }
    store_ = std::move(*opened);
    service_ = std::make_unique<service::Service>(
        *store_, clock_, *principal_, acting_for_, [this] { return calendars(); },
        [this] { return plugins(); });
    return service_.get();
}

base::Result<service::Preview> Session::preview() {
    const auto opened = service(store::OpenMode::kRead);
    const bool no_store = !opened && opened.error().code == base::ErrorCode::kNotFound;
    if (!opened && !(no_store && principal_)) {
        return tl::unexpected(opened.error());
    }
    return service::Preview(
        store_ ? &store_->reader() : nullptr, clock_, *principal_, acting_for_,
        [this] { return calendars(); }, [this] { return plugins(); });
}

store::Store& Session::store() {
    TASKSCHED_CHECK(store_ != nullptr);
    return *store_;
}

bool Session::announce_change() {
    const auto paths = runtime_paths();
    if (paths && ipc::wake(paths->wake_socket)) {
        return true;
    }
    // A busy store or a full disk is no failure of the change, which is committed.
    static_cast<void>(store().checkpoint_and_clear(kLogBytes));
    return false;
}

void Session::remark_no_daemon() const {
    remark("no daemon is running for this store; start one with: tasksched daemon start");
}

}  // namespace tasksched::cli
