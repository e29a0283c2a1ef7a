#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "common/model/run.h"
#include "common/store/run_writer.h"
#include "tests/simulation/drawn_task.h"

namespace tasksched::simulation {

/// A run that is not over, or whose end a crash hid.
struct OpenRun {
    model::RunId id;
    model::TaskId task_id;
    std::optional<time::Second> scheduled_for;  ///< none for an extra run
    model::RunState state = model::RunState::kQueued;
    int attempt = 0;
    time::Instant next_attempt_at{};  ///< while waiting
    bool waited = false;  ///< while waiting: the time has come, and another run holds it up
    bool kill_requested = false;
    model::Task task_at_start;  ///< of its last attempt
};

/// A task of the store, with what the simulation knows of it.
struct StoredTask {
    model::Task task;
    Occurrences occurrences;
    Habit habit;
    time::Second changed_at;                    ///< when its next time was last set by a user
    std::vector<model::RunId> open;             ///< its runs that are queued, running or waiting
    std::unordered_set<std::int64_t> occupied;  ///< occurrences that have a row
    std::vector<model::MissedSpan> held;        ///< neither run nor skipped yet
};

/// What a claim came to.
struct ClaimAnswer {
    store::ClaimState state = store::ClaimState::kClaimed;
    std::vector<model::RunId> queued;
    std::int64_t overlap_skips = 0;
    std::int64_t passed_over = 0;  ///< occurrences that had a row already
    std::int64_t replaced = 0;     ///< runs that were cancelled for newer ones
};

/// The store's side of the contract, in memory: tasks by their next time, claims by version, an
/// occurrence at most once, overlap.
class StoreModel {
  public:
    model::TaskId insert(DrawnTask drawn, time::Second now);

    [[nodiscard]] StoredTask& task(model::TaskId id) { return tasks_.at(id); }

    /// Sets the task's row, and with it when it is due.
    void set(StoredTask& stored, model::Task task);

    /// As store::DueReader::due_tasks.
    [[nodiscard]] std::vector<model::Task> due_tasks(time::Second horizon, std::size_t limit) const;

    /// When the earliest active task starts, jitter included.
    [[nodiscard]] std::optional<time::Second> earliest_start() const;

    /// As store::RunWriter::claim.
    ClaimAnswer claim(const store::Claim& claim);

    /// As store::TaskWriter::settle_missed, of all that the task holds; returns the runs.
    std::vector<model::RunId> settle_missed(StoredTask& stored,
                                            const model::MissedVerdict& verdict);

    model::RunId add_run(StoredTask& stored, std::optional<time::Second> scheduled_for);
    [[nodiscard]] OpenRun& run(model::RunId id) { return runs_.at(id); }
    [[nodiscard]] bool has_run(model::RunId id) const { return runs_.contains(id); }

    /// The run is over: it blocks no overlap any more. With `forget`, nobody will ask for it.
    void close(OpenRun& run);
    void forget_run(model::RunId id) { runs_.erase(id); }
    void reopen(OpenRun& run);

    [[nodiscard]] std::vector<model::RunId> runs() const;

  private:
    void index(const model::Task& task);
    void unindex(const model::Task& task);

    std::unordered_map<model::TaskId, StoredTask> tasks_;
    std::unordered_map<model::RunId, OpenRun> runs_;
    std::set<std::pair<time::Second, model::TaskId>> by_next_run_;
    std::set<std::pair<time::Second, model::TaskId>> by_start_;
    std::int64_t last_task_ = 0;
    std::int64_t last_run_ = 0;
};

}  // namespace tasksched::simulation
