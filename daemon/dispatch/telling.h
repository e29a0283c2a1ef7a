#pragma once

#include <optional>
#include <string>

#include "common/base/error.h"
#include "common/model/notice.h"
#include "common/store/store.h"
#include "daemon/dispatch/starting.h"

namespace tasksched::daemon {

/// Why the run came to its end, a line for people: "failed in attempt 3: exit status 1".
std::string why_of_end(const StartedRun& run, const store::Finish& finish);

/// The same of a run whose end a crash hid, by the task's on-crash policy.
std::string why_hidden(const model::Task& task);

/// What the user is to be told of the end of an attempt: of a rejection at once, of a failure and
/// of what is unknown when the run is over. None where there is nothing to be told, or where the
/// task's notify says "none".
std::optional<model::NewNotice> notice_of_end(const StartedRun& run, const store::Finish& finish);

/// The same of a run whose end a crash hid, and that is not tried again.
std::optional<model::NewNotice> notice_of_hidden(const model::Task& task, const model::Run& run);

/// Stores it, if there is one, in the transaction of what it tells of: it is told though the daemon
/// ends right after.
base::Result<void> tell(store::Transaction& transaction,
                        const std::optional<model::NewNotice>& notice, time::Instant at);

/// Stores, in the transaction of a run's end, that its output is to be mailed: where its task comes
/// from a crontab, it is over, it wrote something, and neither MAILTO nor the line's flags keep it
/// from that. Whether it did.
base::Result<bool> mail_output(store::Transaction& transaction, const StartedRun& run,
                               const store::Finish& finish);

}  // namespace tasksched::daemon
