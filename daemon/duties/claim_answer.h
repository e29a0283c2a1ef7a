#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "common/base/error.h"
#include "common/store/store.h"
#include "daemon/dispatch/starting.h"

namespace tasksched::daemon {

/// What the store made of one claim.
struct ClaimAnswer {
    store::Site site;
    bool has_slot = false;  ///< a slot is reserved for its first run
    store::ClaimState state = store::ClaimState::kClaimed;
    std::vector<model::Run> queued;
    std::optional<StartedRun> started;
    std::optional<EndedRun> ended;    ///< in place of a start
    std::optional<model::Task> task;  ///< where it stands otherwise than the scheduler knows by now
    std::vector<StartedRun> lost;     ///< started already, by a claim that was told to have failed
};

/// Whether claims that are tried one by one fail for the store's sake: it is busy, or every one of
/// those tried has failed, and they were many. `error` is that of the last failure.
bool is_store_at_fault(std::size_t failed, std::size_t tried, const base::Error& error);

/// Adds to the answer what else the store says of a claim that was just made, or was stale.
base::Result<void> follow_up(store::Transaction& transaction, const store::Tenure& tenure,
                             const store::Claim& claim, time::Instant now, ClaimAnswer& answer);

/// Adds to the answer how the task of the claim stands now, and its runs that are queued, or
/// started by this daemon: a claim that was told to have failed may be durable, and then nobody
/// here knows of them.
base::Result<void> find_lost(store::Transaction& transaction, const store::Tenure& tenure,
                             const store::Claim& claim, ClaimAnswer& answer);

}  // namespace tasksched::daemon
