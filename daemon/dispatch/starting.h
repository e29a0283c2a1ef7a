#pragma once

#include <optional>
#include <string>

#include "common/base/error.h"
#include "common/model/payload.h"
#include "common/model/run.h"
#include "common/model/task.h"
#include "common/store/store.h"

namespace tasksched::daemon {

/// A run that the store holds as running under this daemon, with all that its attempt needs.
struct StartedRun {
    model::Run run;
    int attempt = 1;
    model::Task task;  ///< as it stands now: its policies apply to the attempts that are to come
    model::Payload payload;                 ///< of the run's own version
    std::optional<std::string> supervisor;  ///< as it was recorded with the attempt
    time::Instant started_at{};
};

/// A run that came to its end in place of a start, and that end.
struct EndedRun {
    StartedRun run;
    store::Finish finish;
};

/// What came of an attempt to start a run.
struct StartAnswer {
    store::StartState state = store::StartState::kGone;
    std::optional<StartedRun> started;  ///< with kStarted
    /// With kGone: the run is failed or unknown now, since the deadline has ended its retries, or
    /// since its payload cannot be read.
    std::optional<EndedRun> ended;
    std::optional<model::Task> rearmed;  ///< the task, where the run's end gave it its next time
};

/// The one way in which a run is started: reads its task and payload, ends it where its deadline is
/// over, or its payload cannot be read, and moves it to running by compare-and-set, all in the
/// given transaction. Only after the commit may the attempt begin.
///
/// A run that this very daemon has started already is answered as started, with its attempt: its
/// start was told to have failed, and is durable. The caller knows whether the attempt is under
/// way.
base::Result<StartAnswer> start_run(store::Transaction& transaction, const store::Tenure& tenure,
                                    const model::Run& run, const store::Site& site,
                                    time::Instant now);

/// The answer for a run that its claim has started, of a task that stands so after it. It ends here
/// where its payload cannot be read.
base::Result<StartAnswer> started_by_claim(store::Transaction& transaction,
                                           const store::Tenure& tenure, const model::Run& run,
                                           model::Task task, const store::Site& site,
                                           time::Instant now);

/// The attempt of a run that stands as running under this daemon; none where it stands otherwise,
/// or where its payload cannot be read.
base::Result<std::optional<StartedRun>> started_before(store::Transaction& transaction,
                                                       const store::Tenure& tenure,
                                                       model::RunId id);

/// An attempt that an earlier daemon began, under this one: the run stands as running under it from
/// now on. None, and nothing is changed, where it does not stand as running under an earlier
/// daemon, or where its payload cannot be read.
base::Result<std::optional<StartedRun>> adopt_run(store::Transaction& transaction,
                                                  const store::Tenure& tenure,
                                                  const model::Run& run,
                                                  const model::Attempt& attempt);

}  // namespace tasksched::daemon
