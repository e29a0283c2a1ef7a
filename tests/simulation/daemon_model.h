#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "daemon/scheduler/scheduler.h"
#include "tests/simulation/run_lives.h"
#include "tests/simulation/state.h"

namespace tasksched::simulation {

/// The daemon around the scheduler, as daemon/duties and daemon/dispatch are: it fills the heap,
/// claims what is due, and leads the runs through their lives. Claims go wrong now and then.
class DaemonModel {
  public:
    /// `edit` changes a task at a moment when its claim is under way.
    DaemonModel(State& state, std::function<void(model::TaskId)> edit);

    [[nodiscard]] bool is_up() const { return scheduler_ != nullptr; }

    /// Begins with an empty heap and what the store says.
    void begin();

    /// Is gone at once, as by kill -9.
    void die() { scheduler_.reset(); }

    /// The alarm tells that the clock was set.
    void clock_was_set();

    /// Hears of a task that was added or changed.
    void hear(const model::Task& task);

    /// Does all that is to be done now.
    void work();

    /// When it wakes by itself, in true time.
    [[nodiscard]] time::Instant next_wake() const;

    RunLives& lives() { return lives_; }
    [[nodiscard]] const RunLives& lives() const { return lives_; }

  private:
    void refill();
    void carry_to_store(const std::vector<daemon::DueTask>& due, time::Second decided_at);
    void fail(const std::vector<daemon::DueTask>& due);
    void claim(const daemon::DueTask& due, time::Second decided_at);
    void check_overlap(const store::Claim& claim, const std::vector<model::RunId>& open,
                       const ClaimAnswer& answer);
    void count(const store::Claim& claim, const ClaimAnswer& answer);
    void check_heap();

    State& state_;
    std::function<void(model::TaskId)> edit_;
    RunLives lives_;
    std::unique_ptr<daemon::Scheduler> scheduler_;
    bool asks_ = false;                    ///< what is missed is held
    bool stepped_ = false;                 ///< the clock was set while claims were under way
    std::optional<model::TaskId> edited_;  ///< while its claim was under way
    time::Second retry_until_{};           ///< some claims are tried again by then; by the clock
};

}  // namespace tasksched::simulation
