#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "cli/args/globals.h"
#include "cli/output/style.h"
#include "cli/output/times.h"
#include "cli/output/writer.h"
#include "common/base/error.h"
#include "common/config/config.h"
#include "common/config/locations.h"
#include "common/ipc/runtime.h"
#include "common/service/preview.h"
#include "common/service/service.h"
#include "common/store/location.h"
#include "common/store/open.h"
#include "common/time/clock.h"
#include "common/time/zone.h"

namespace tasksched::cli {

/// What a verb works with: the configuration, the store and the service on it, each opened when it
/// is first asked for, and the two streams.
class Session {
  public:
    /// kInvalid for a --color that is none.
    static base::Result<std::unique_ptr<Session>> open(Globals globals);

    [[nodiscard]] const Globals& globals() const { return globals_; }
    [[nodiscard]] bool json() const { return globals_.json; }
    [[nodiscard]] const config::Environment& environment() const { return environment_; }
    [[nodiscard]] const Style& style() const { return style_; }
    [[nodiscard]] Writer& out() { return out_; }

    /// One line on standard error: "tasksched: ...". It is written at once.
    void remark(std::string_view text) const;

    [[nodiscard]] const time::Clock& clock() const { return clock_; }
    [[nodiscard]] time::Second now() const { return time::floor_second(clock_.now()); }

    /// The host's zone.
    const time::Zone& zone();
    TimePrinter times();

    base::Result<const config::Config*> config();

    /// The calendars of the configuration, read at the first call.
    base::Result<const schedule::Calendars*> calendars();

    /// The same for a task; one that names none needs no reading.
    base::Result<const schedule::Calendars*> calendars_of(const model::Task& task);

    /// The plugins that are there, read at the first call.
    base::Result<const model::PluginTypes*> plugins();

    /// Where the store is, whether it exists or not.
    base::Result<const store::Location*> location();
    base::Result<ipc::RuntimePaths> runtime_paths();

    /// Whether the store is the system's, which the daemon alone opens: then service() asks at its
    /// socket. Never where the store was named for this command (--store, TASKSCHED_STORE).
    base::Result<bool> asks_daemon();

    /// Opens the store at the first call; later calls return the same, whatever their mode.
    base::Result<service::Operations*> service(store::OpenMode mode);

    /// For looking at what `schedule` would do, on the store where there is one. It refers to the
    /// session. kFailed where the store is not the caller's to open.
    base::Result<service::Preview> preview();

    /// Waits until another process has committed to the store since the last call, and a second at
    /// most; where the store is closed to the caller, for a moment that grows with each call. What
    /// is news, the caller reads for itself. service() must have succeeded.
    base::Result<void> wait_for_change();

    /// The pid of the store's daemon; none where none runs. kTryAgain where one is just about to
    /// start, and where the system's cannot be reached.
    base::Result<std::optional<std::int64_t>> running_daemon();

    /// The user whose tasks are meant. service() or preview() must have succeeded.
    [[nodiscard]] const std::string& acting_for() const { return acting_for_; }

    /// After a change was committed: wakes the store's daemon and returns whether there is one.
    /// Where there is none, it keeps the store's log short in its stead.
    bool announce_change();

    /// The remark for a change that waits for a daemon to act on it.
    void remark_no_daemon() const;

  private:
    explicit Session(Globals globals) : globals_(std::move(globals)), out_(1) {}

    base::Result<void> find_principal(const config::Config& config);
    base::Result<void> open_store(store::OpenMode mode);
    base::Result<void> ask_daemon();

    Globals globals_;
    config::Environment environment_;
    Style style_;
    Writer out_;
    time::SystemClock clock_;
    std::optional<time::Zone> zone_;
    std::optional<config::Config> config_;
    std::optional<schedule::Calendars> calendars_;
    std::optional<model::PluginTypes> plugins_;
    std::optional<store::Location> location_;
    std::optional<service::Principal> principal_;
    std::string acting_for_;
    std::optional<bool> asks_daemon_;
    std::unique_ptr<store::Store> store_;
    std::unique_ptr<service::Operations> service_;
    std::chrono::milliseconds pause_{0};  ///< the last one of wait_for_change()
};

}  // namespace tasksched::cli
