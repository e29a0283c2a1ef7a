#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "common/base/error.h"
#include "common/model/ids.h"
#include "common/time/clock.h"

namespace tasksched::store {

/// Output of a run that its user is to be mailed.
struct OutputMail {
    model::RunId run_id;
    model::TaskId task_id;
    int attempt = 1;  ///< whose output it is
    time::Instant added_at{};
    int tries = 0;
};

/// What is to be mailed, inside a transaction: one for a run, until it is told or given up.
class OutputMails {
  public:
    OutputMails() = default;
    OutputMails(const OutputMails&) = delete;
    OutputMails& operator=(const OutputMails&) = delete;
    virtual ~OutputMails() = default;

    /// Adds it, due at once.
    virtual base::Result<void> add(const OutputMail& mail) = 0;

    /// Those that are due, the longest due first.
    virtual base::Result<std::vector<OutputMail>> due(time::Instant now, std::int64_t limit) = 0;

    /// When the next one is due; none where there is none.
    virtual base::Result<std::optional<time::Instant>> next_due() = 0;

    /// Notes a try, and when the next one is to be made.
    virtual base::Result<void> put_off(model::RunId run, int tries, time::Instant until) = 0;

    /// Takes it out.
    virtual base::Result<void> remove(model::RunId run) = 0;
};

}  // namespace tasksched::store
