#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "common/model/run.h"
#include "tests/simulation/state.h"

namespace tasksched::simulation {

/// The lives of runs after their claim, as dispatch and recovery lead them: start, end, another
/// attempt, what a crash leaves behind.
class RunLives {
  public:
    /// `next_set` hears of a task whose next time was set by the end of its run.
    RunLives(State& state, std::function<void(const model::Task&)> next_set)
        : state_(state), next_set_(std::move(next_set)) {}

    /// Starts the run, unless its deadline has passed or another run of its task holds it up.
    void try_start(model::RunId id);

    /// Starts the runs that have waited for their next attempt.
    void start_waiting();

    /// Ends the processes whose time has come. Without a daemon nobody notes what they came to.
    void end_processes(bool daemon_is_up);

    /// What a new daemon finds: running runs become unknown and go where their policy says, queued
    /// ones start, a task that counts from the end of its runs goes on.
    void recover();

    /// The machine slept: processes did not go on.
    void suspend(std::chrono::microseconds how_long);

    /// The machine went off: no process lives.
    void kill_all();

    /// Asks for the end of a running run, or takes one that does not run out of the store.
    void cancel(model::RunId id, bool kill);

    /// As store::RunWriter::hasten_attempts.
    void hasten_attempts();

    /// Processes whose end was asked for end soon.
    void hasten_kills(model::TaskId id);

    /// Where a task that counts from the end of its runs has no next time and no run, it gets one.
    void rearm(model::TaskId id);

    /// When the next process ends; by the true time.
    [[nodiscard]] std::optional<time::Instant> next_end() const;

    /// When the next run that waits is due; by the clock.
    [[nodiscard]] std::optional<time::Instant> next_attempt() const;

  private:
    [[nodiscard]] bool is_held(const StoredTask& stored) const;
    void start(StoredTask& stored, OpenRun& run);
    void end_normally(OpenRun& run);
    void check_retry(const OpenRun& run, const model::AttemptResult& result, model::RunState to,
                     std::optional<time::Instant> next_attempt_at);
    void close(OpenRun& run, model::RunState to, model::RunReason reason);
    void set_next_after_finish(const OpenRun& run);
    void settle(OpenRun& run);
    void release(model::TaskId id);

    State& state_;
    std::function<void(const model::Task&)> next_set_;
    std::multimap<time::Instant, model::RunId> ends_;           ///< of processes, in true time
    std::set<std::pair<time::Instant, model::RunId>> waiting_;  ///< by their next attempt
    std::set<model::RunId> without_process_;  ///< running, and over without anybody's note
};

}  // namespace tasksched::simulation
