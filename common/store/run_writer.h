#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/base/error.h"
#include "common/model/run.h"
#include "common/model/run_item.h"
#include "common/store/claim.h"
#include "common/store/start.h"

namespace tasksched::store {

/// Which daemon writes. Every write of a run names it.
struct Tenure {
    std::string owner;      ///< the daemon's instance, a random name
    std::int64_t term = 0;  ///< greater than that of every daemon before
};

/// Where an attempt is carried out.
struct Site {
    std::string host;
    std::optional<std::string> supervisor;  ///< as model::Attempt has it
};

/// The end of an attempt and where its run goes.
struct Finish {
    model::RunId run_id;
    int attempt = 1;
    model::AttemptResult result;
    model::RunState to = model::RunState::kSucceeded;
    model::RunReason reason = model::RunReason::kNone;
    time::Instant started_at{};
    time::Instant finished_at{};
    std::optional<time::Instant> next_attempt_at;  ///< with to = kWaiting

    /// For a task that is scheduled from the end of its runs: its next time, set where the run is
    /// over with this attempt, and the task is active and has none. Where there is no next time,
    /// rearm() is to tell so of the task.
    std::optional<time::Second> next_run_at;
};

/// What the daemon changes of runs, inside a transaction. Every change of a run is compare-and-set
/// on its state, owner and term: a late or doubled report changes nothing and is told by `false`.
class RunWriter {
  public:
    RunWriter() = default;
    RunWriter(const RunWriter&) = delete;
    RunWriter& operator=(const RunWriter&) = delete;
    virtual ~RunWriter() = default;

    /// Takes the store over for a new daemon: returns a term greater than all before.
    virtual base::Result<Tenure> begin_tenure(const std::string& owner, const std::string& host,
                                              time::Instant at) = 0;

    /// Whether `tenure` is still the last one. Checked first in each of the daemon's transactions.
    virtual base::Result<bool> holds(const Tenure& tenure) = 0;

    /// Moves a task on and queues its occurrences. Overlap is judged here, on what the store says:
    /// `skip` records the occurrence as skipped, `replace` cancels queued and waiting runs and asks
    /// for the end of running ones, `queue` keeps one run beside the one that is under way or comes
    /// next and skips the others. The occurrences of one claim are made up together and do not
    /// overlap each other. A skip is folded into the task's newest run where that is a skip of the
    /// same reason. An occurrence that has a run already is passed over. What the claim
    /// holds is kept as Reader::missed() tells it.
    virtual base::Result<ClaimResult> claim(const Claim& claim, time::Instant at) = 0;

    /// The same, and starts the first of its runs, where no run of the task is under way.
    virtual base::Result<ClaimResult> claim_and_start(const Claim& claim, const Tenure& tenure,
                                                      const Site& site, time::Instant at) = 0;

    /// Moves a run from queued or waiting to running under `tenure`, with a new attempt. The task's
    /// overlap policy is judged here, in the same transaction.
    virtual base::Result<StartResult> start(model::RunId id, const Tenure& tenure, const Site& site,
                                            time::Instant at) = 0;

    /// Notes the supervisor that a running attempt is about to be given to.
    virtual base::Result<bool> record_supervisor(model::RunId id, int attempt,
                                                 const std::string& supervisor,
                                                 const Tenure& tenure) = 0;

    /// Notes the process of a running attempt, so that a later daemon can tell whether it lives.
    virtual base::Result<bool> record_process(model::RunId id, int attempt,
                                              const model::ProcessIdentity& process,
                                              const Tenure& tenure) = 0;

    /// Writes parts of a running attempt's run, new or changed. False, and nothing is changed,
    /// where one of them is final otherwise, or is to have another key, hash or first sending than
    /// it has.
    virtual base::Result<bool> record_items(model::RunId id, int attempt,
                                            const std::vector<model::RunItem>& items,
                                            const Tenure& tenure) = 0;

    /// Keeps what the program of a running attempt came to, with its output, while the run goes on;
    /// `items` are its parts from now on. False where the attempt is not this daemon's. It is kept
    /// until the run is over and nobody can ask for it again: all of its parts have succeeded, or
    /// its task is cancelled.
    virtual base::Result<bool> keep_result(model::RunId id, int attempt,
                                           const model::AttemptResult& result,
                                           const std::vector<model::RunItem>& items,
                                           const Tenure& tenure) = 0;

    /// Ends an attempt and moves its run on. One that was to wait for another attempt, and whose
    /// end was asked for meanwhile, is cancelled instead; or unknown, as by TaskWriter::move_run().
    virtual base::Result<bool> finish(const Finish& finish, const Tenure& tenure) = 0;

    /// Takes over a run that stands as running under an earlier term: what it comes to is known.
    virtual base::Result<bool> adopt(model::RunId id, const Tenure& tenure) = 0;

    /// A running run becomes unknown: what carried it out is gone without a word.
    virtual base::Result<bool> hide(model::RunId id, int attempt, const Tenure& tenure,
                                    time::Instant at) = 0;

    /// Runs that stand as running under an earlier term become unknown; returns them.
    virtual base::Result<std::vector<model::Run>> mark_unknown(const Tenure& tenure,
                                                               time::Instant at) = 0;

    /// Settles an unknown run by its on-crash policy: to queued (retry) or failed.
    virtual base::Result<bool> settle(model::RunId id, model::RunState to, time::Instant at) = 0;

    /// Sets the next time of an active task that has none and no run under way: a task that is
    /// scheduled from the end of its runs, where finish() did not. Without a next time it is done.
    virtual base::Result<bool> rearm(model::TaskId id, std::optional<time::Second> next_run_at) = 0;

    /// Sets the next time of an active task that has this version and is due at `from`; false where
    /// it stands otherwise.
    virtual base::Result<bool> move_next(model::TaskId id, model::Version version,
                                         time::Second from, time::Second to) = 0;

    /// No waiting run is attempted later than after the longest backoff of its task from now on:
    /// the clock was set back since its next attempt was fixed. Queued runs that
    /// were delayed by a clock ahead of `now` may start at once. Returns how many are attempted
    /// sooner.
    virtual base::Result<std::int64_t> hasten_attempts(time::Instant now) = 0;

    /// Notes the zone rules that all next times accord with, as time::zone_rules_stamp() names
    /// them.
    virtual base::Result<void> set_zone_rules(const std::string& stamp) = 0;

    /// Queues a run of every active @reboot task, once a boot: asked again in the same boot it
    /// queues nothing, also of tasks that were added since, as cron does. `booted_at` is the start
    /// of the system and the time that the runs are scheduled for, `boot_id` its name (random(4)).
    virtual base::Result<std::vector<model::Run>> claim_reboot(const std::string& boot_id,
                                                               time::Second booted_at,
                                                               time::Instant at) = 0;
};

}  // namespace tasksched::store
