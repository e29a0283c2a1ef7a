#pragma once

#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "daemon/dispatch/dispatcher.h"
#include "daemon/duties/claiming.h"
#include "daemon/duties/recovery.h"
#include "daemon/duties/replanning.h"
#include "daemon/duties/watch.h"
#include "daemon/scheduler/scheduler.h"
#include "tests/simulation/dispatch/observed_store.h"
#include "tests/simulation/dispatch/supervised_plugin.h"
#include "tests/simulation/dispatch/virtual_time.h"

namespace tasksched::simulation {

/// The world as a daemon meets it.
struct Surroundings {
    WorldClock& clock;
    ObservedStore& store;
    Supervisor& supervisor;
    Processes& processes;
    daemon::SlotLimits limits;
};

/// The machine that recovery asks.
class VirtualMachine final : public daemon::Machine {
  public:
    using Pause = std::function<asio::awaitable<void>(std::chrono::microseconds)>;

    VirtualMachine(const WorldClock& clock, const Processes& processes, Pause pause)
        : clock_(clock), processes_(processes), pause_(std::move(pause)) {}

    [[nodiscard]] std::string boot_id() const override { return processes_.boot_id(); }
    [[nodiscard]] time::Second booted_at() const override;
    [[nodiscard]] std::optional<model::ProcessIdentity> process_of_run(
        model::RunId run, const std::string& instance) const override;
    asio::awaitable<void> until_gone(model::ProcessIdentity process) override;

  private:
    const WorldClock& clock_;
    const Processes& processes_;
    Pause pause_;
};

/// A daemon from its start to its end, made of the parts of the real one, put together as
/// daemon/daemon.cpp does. It does nothing by itself: its owner lets one thing happen after the
/// other. Its end is that of kill -9.
class SimulatedDaemon {
  public:
    /// Takes the store over as the daemon `instance`; null where the store fails.
    static std::unique_ptr<SimulatedDaemon> open(const Surroundings& world,
                                                 const std::string& instance, std::uint64_t seed);
    SimulatedDaemon(const Surroundings& world, store::Tenure tenure, std::uint64_t seed);

    /// Runs one handler of the loop; false where none is ready.
    bool run_handler();

    /// Lets the store carry out what comes next; false where nothing was submitted.
    bool run_store() { return store_.carry_out_next(); }

    [[nodiscard]] SupervisedPlugin& plugin() { return plugin_; }

    /// When something comes by itself: the end of a pause, or the alarm; by the true time.
    [[nodiscard]] std::optional<time::Instant> next() const;

    /// Lets happen what comes by itself now.
    void happen();

    /// Somebody changed the store and says so.
    void wake();

    void clock_was_set() { alarm_.clock_was_set(); }

    /// Hands a run to the dispatcher that it may know already, or that may be over.
    void wake_run(model::Run run);

    /// Whether it claims and starts runs.
    [[nodiscard]] bool is_ready() const { return ready_; }

    /// Whether it gave up: it could not start, or lost the store.
    [[nodiscard]] bool has_ended() const { return ended_; }

    [[nodiscard]] bool carries(model::RunId id) { return dispatcher_.attempts().carries(id); }

  private:
    asio::awaitable<void> start();
    asio::awaitable<void> watch_store();
    asio::awaitable<void> pause(std::chrono::microseconds how_long);

    WorldClock& clock_;
    asio::io_context loop_{1};
    asio::executor_work_guard<asio::io_context::executor_type> work_;
    Timeline timeline_;
    VirtualMachine machine_;
    VirtualAlarm alarm_;
    Signal news_;
    daemon::PluginRegistry plugins_;
    SupervisedPlugin& plugin_;
    daemon::Scheduler scheduler_;
    daemon::StoreQueue store_;
    daemon::Dispatcher dispatcher_;
    daemon::Replanning replanning_;
    daemon::Claiming claiming_;
    daemon::Recovery recovery_;
    daemon::Watch watch_;
    bool has_news_ = false;
    bool ready_ = false;
    bool ended_ = false;
};

}  // namespace tasksched::simulation
