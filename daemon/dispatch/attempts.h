#pragma once

#include <asio/awaitable.hpp>
#include <asio/io_context.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>

#include "common/store/run_writer.h"
#include "common/time/clock.h"
#include "daemon/dispatch/starting.h"
#include "daemon/dispatch/store_queue.h"
#include "daemon/plugins/plugin.h"
#include "daemon/plugins/registry.h"

namespace tasksched::daemon {

/// Carries out runs that the store holds as running, and records what their attempts come to. Owns
/// every coroutine of an attempt: one lives from begin() until its end is durable, or until it is
/// abandoned at the daemon's stop.
class Attempts {
  public:
    /// What the owner is told, on the loop.
    struct Events {
        /// The attempt is over and its slot free; its record may not be durable yet.
        std::function<void(const StartedRun&)> ended;
        /// The end is durable. `finish.to` says where the run went. `task` is the run's task as it
        /// stands in the store now, which others may have changed since the start; it is there
        /// where the end may have given it its next time.
        std::function<void(const StartedRun&, const store::Finish&,
                           std::optional<model::Task> task)>
            recorded;

        /// What carried the attempt out is gone, and its run has become unknown. `task` is there
        /// where that gave the task its next time.
        std::function<void(const StartedRun&, std::optional<model::Task> task)> hidden;

        /// Nothing is under way any more.
        std::function<void()> idle;
    };

    Attempts(asio::io_context& loop, StoreQueue& store, const PluginRegistry& plugins,
             const time::Clock& clock, std::chrono::seconds kill_grace, Events events);

    /// Begins the attempt, or takes it up again. The store must hold the run as running under this
    /// daemon.
    void begin(StartedRun run, AttemptBegin how = AttemptBegin::kStart);

    /// Whether an attempt of the run is under way here.
    [[nodiscard]] bool carries(model::RunId id) const { return live_.contains(id); }

    /// Asks for the end of a running attempt; false where the run is not carried out here.
    bool kill(model::RunId id);

    /// Asks for the end of all of them.
    void kill_all();

    /// Gives all of them up: their processes go on, and nothing more is recorded.
    void abandon_all();

    /// Whether no attempt is under way and every end is durable.
    [[nodiscard]] bool idle() const { return live_.empty(); }
    [[nodiscard]] std::size_t running() const { return live_.size(); }

    /// How many of them wait for a store that fails, to record what became of them.
    [[nodiscard]] std::size_t held() const { return held_; }

    /// Draws the jitter of backoffs from this seed on; by default from one of the system's.
    void set_seed(std::uint64_t seed) { random_.seed(seed); }

    /// Why a run must not be carried out by this daemon; none where it may be.
    using Refusal = std::function<std::optional<std::string>(const StartedRun&)>;

    /// Asked before each attempt that begins: one that is refused ends as not started.
    void set_refusal(Refusal refusal) { refusal_ = std::move(refusal); }

    void set_kill_grace(std::chrono::seconds grace) { kill_grace_ = grace; }

    /// What is called when the output of a run is to be mailed and that is durable.
    void set_on_mail(std::function<void()> on_mail) { on_mail_ = std::move(on_mail); }

    /// What attempts from now on may use where their tasks say nothing.
    void set_default_limits(const model::Limits& limits) { default_limits_ = limits; }

  private:
    struct Live;

    asio::awaitable<void> carry_out(std::shared_ptr<Live> live);
    asio::awaitable<void> carry_to_end(Live& live);
    asio::awaitable<std::optional<model::AttemptResult>> attempt(Live& live);
    asio::awaitable<bool> record_supervisor(StartedRun& run, Plugin& plugin);
    asio::awaitable<void> hide(const StartedRun& run);
    asio::awaitable<bool> persist(const StartedRun& run, const StoreQueue::Write& work,
                                  std::string_view what);
    store::Finish decide(const StartedRun& run, model::AttemptResult result);
    asio::awaitable<bool> record(const StartedRun& run, const store::Finish& finish,
                                 std::optional<model::Task>& task);
    asio::awaitable<void> note_process(model::RunId id, int attempt,
                                       model::ProcessIdentity process);

    asio::io_context& loop_;
    StoreQueue& store_;
    const PluginRegistry& plugins_;
    const time::Clock& clock_;
    std::chrono::seconds kill_grace_;
    model::Limits default_limits_;
    Events events_;
    std::function<void()> on_mail_;
    Refusal refusal_;
    std::mt19937_64 random_{std::random_device{}()};
    std::map<model::RunId, std::shared_ptr<Live>> live_;
    std::size_t held_ = 0;
    bool abandoned_ = false;
};

}  // namespace tasksched::daemon
