#pragma once

#include <string>
#include <vector>

#include "common/base/error.h"
#include "common/store/run_writer.h"
#include "common/store/sqlite/session.h"

namespace tasksched::store::sqlite {

/// By whom and where the first run of a claim is started.
struct ClaimStart {
    const Tenure& tenure;
    const Site& site;
};

/// As RunWriter::claim, or with `start` as claim_and_start, inside a write transaction. Throws
/// SQLite::Exception.
base::Result<ClaimResult> claim_task(Session& session, const Claim& claim, time::Instant at,
                                     const ClaimStart* start);

/// As RunWriter::claim_reboot.
base::Result<std::vector<model::Run>> claim_boot(Session& session, const std::string& boot_id,
                                                 time::Second booted_at, time::Instant at);

}  // namespace tasksched::store::sqlite
