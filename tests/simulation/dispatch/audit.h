#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/dispatch/slots.h"
#include "tests/simulation/dispatch/observed_store.h"
#include "tests/simulation/dispatch/simulated_daemon.h"
#include "tests/simulation/dispatch/supervisor.h"
#include "tests/simulation/dispatch/trace.h"

namespace tasksched::simulation {

/// Knows what stands in the store, as it was after each commit, and holds every step against the
/// rules. The first rule that is broken is kept.
class Audit {
  public:
    Audit(WorldClock& clock, Processes& processes, Supervisor& supervisor, Trace& trace)
        : clock_(clock), processes_(processes), supervisor_(supervisor), trace_(trace) {}

    void set_store(ObservedStore& store) { store_ = &store; }
    void set_limits(daemon::SlotLimits limits) { limits_ = std::move(limits); }

    /// The clock was never set: what is said of times holds to the second.
    void trust_clock(bool trusted) { clock_is_trusted_ = trusted; }

    /// A transaction is durable.
    void committed(const Changes& changes);

    /// The supervisor is about to start a process.
    void spawns(const Job& job, const std::string& instance);

    /// The supervisor is told that an end is durable.
    void acknowledged(const daemon::AttemptName& name);

    /// A daemon begins, and with it the turns of the users.
    void daemon_began() { passed_.clear(); }

    /// The daemon has nothing to do now: then nothing is left that it could do.
    void idle(SimulatedDaemon& daemon);

    /// Whether all runs are final, as far as nobody has to decide, and no task is due any more.
    [[nodiscard]] bool all_is_over() const;

    /// What is not over, for people.
    [[nodiscard]] std::string what_is_open() const;

    [[nodiscard]] const std::vector<model::Run>& runs() const { return runs_; }
    [[nodiscard]] const std::map<model::TaskId, model::Task>& tasks() const { return tasks_; }
    [[nodiscard]] std::int64_t attempts() const {
        return static_cast<std::int64_t>(spawned_.size());
    }

    [[nodiscard]] const std::string& problem() const { return problem_; }
    void expect(bool holds, std::string_view rule, std::int64_t subject);

  private:
    using RunIndex = std::size_t;

    [[nodiscard]] const model::Task& task_of(const model::Run& run) const {
        return tasks_.at(run.task_id);
    }
    [[nodiscard]] std::set<model::RunId> perhaps_changed(const Changes& changes) const;
    void read_new_runs();
    void check_move(const model::Run& before, const model::Run& after);
    void check_start(const model::Run& before, const model::Run& after);
    void check_end(const model::Run& before, const model::Run& after);
    void check_unknown(const model::Run& run);
    void check_wait(const model::Run& run);
    void check_turns(const model::Run& started);
    void check_claim(const store::Claim& claim, const model::Task& before);
    void check_task(const model::Task& before, const model::Task& after, bool edited);
    void check_slots(const Job& job, const std::string& instance);
    void check_open_run(const model::Run& run, SimulatedDaemon& daemon);
    void check_settled(const model::Run& run);
    [[nodiscard]] bool is_accounted_for(model::TaskId task, time::Second occurrence) const;
    [[nodiscard]] bool another_runs(const model::Run& run) const;
    [[nodiscard]] bool may_start(const model::Run& run) const;
    [[nodiscard]] std::int64_t running(const std::string& user) const;

    WorldClock& clock_;
    Processes& processes_;
    Supervisor& supervisor_;
    Trace& trace_;
    ObservedStore* store_ = nullptr;
    daemon::SlotLimits limits_;
    bool clock_is_trusted_ = true;
    std::vector<model::Run> runs_;  ///< the first is run 1
    std::map<model::TaskId, std::vector<model::RunId>> runs_of_;
    std::map<model::TaskId, model::Task> tasks_;
    std::set<model::RunId> open_;  ///< queued, running or waiting
    std::set<model::RunId> unknown_;
    std::set<model::RunId> kills_;  ///< somebody asked for their end, at any time
    std::set<daemon::AttemptName> spawned_;
    std::map<std::string, int> passed_;  ///< starts of others while a user waited
    std::string problem_;
};

}  // namespace tasksched::simulation
