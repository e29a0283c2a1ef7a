#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "tests/simulation/dispatch/audit.h"
#include "tests/simulation/dispatch/load.h"

namespace tasksched::simulation {

/// Who is killed.
enum class Victim { kDaemon, kSupervisor, kBoth, kMachine };

struct WorldSettings {
    std::uint64_t seed = 1;
    int runs = 115;
    Planted planted = Planted::kNothing;
    bool with_faults = true;  ///< those that the seed switches on

    /// Transactions are told to have failed and are durable, too: what no store does that keeps the
    /// contract of store::Store.
    bool unknown_commits = false;

    /// Without other faults: who is killed before which step.
    struct Kill {
        std::int64_t step = 0;
        Victim victim = Victim::kDaemon;
    };
    std::optional<Kill> kill{};
};

/// A daemon, its supervisor, their machine, store and users on a virtual clock, with all that may
/// happen to them. One thing happens after the other, and each is held against the rules. The same
/// seed makes the same world.
class World {
  public:
    explicit World(const WorldSettings& settings);
    ~World();

    /// Lives until all tasks and runs are over, or a rule is broken.
    void run();

    /// The rule that was broken, and the last steps before; empty: none.
    [[nodiscard]] std::string problem() const;

    [[nodiscard]] const Trace& trace() const { return trace_; }
    [[nodiscard]] std::int64_t runs() const {
        return static_cast<std::int64_t>(audit_.runs().size());
    }
    [[nodiscard]] std::int64_t attempts() const { return audit_.attempts(); }

  private:
    void draw_faults();
    void plan_disturbances();
    std::optional<Victim> draw_victim();
    bool act();
    bool act_by(int kind);
    void kill(Victim victim);
    void begin_daemon();
    void set_clock(std::chrono::microseconds error);
    void tell_daemon();
    void become_quiet();
    bool pass_time();
    void check_idle();
    [[nodiscard]] bool is_over();
    [[nodiscard]] model::Run any_run();

    WorldSettings settings_;
    Random random_;
    WorldClock clock_;
    Timeline timeline_;
    Trace trace_;
    Processes processes_;
    Supervisor supervisor_;
    Audit audit_;
    class Place;
    std::unique_ptr<Place> place_;
    std::unique_ptr<ObservedStore> store_;
    std::unique_ptr<Load> load_;
    daemon::SlotLimits limits_;
    std::unique_ptr<SimulatedDaemon> daemon_;
    int daemons_ = 0;
    bool quiet_ = false;
    bool killed_ = false;  ///< as the settings say
    bool loses_wakes_ = false;
    bool wakes_twice_ = false;
    int kills_ = 0;               ///< of ten thousand steps
    int slow_store_ = 0;          ///< of a thousand transactions
    time::Instant store_from_{};  ///< it carries out nothing before
    time::Instant calm_from_{};   ///< what went wrong before has been made up for by then
    time::Instant give_up_at_{};
};

}  // namespace tasksched::simulation
