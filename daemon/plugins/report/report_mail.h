#pragma once

#include <optional>
#include <string>

#include "common/model/mail.h"
#include "common/model/report.h"
#include "common/model/run.h"
#include "common/time/zone.h"

namespace tasksched::daemon {

/// The run of a report and what its mail says of it.
struct ReportedRun {
    model::TaskId task_id;
    model::RunId run_id;
    std::string task_name;  ///< may be empty
    std::optional<time::Second> scheduled_for;
    time::Instant ended_at{};  ///< of the program
    time::Zone zone;           ///< the task's
};

/// What became of the program, a line for people: "exit status 3", "timed out after 10s". Empty
/// where it succeeded.
std::string failure_of(const model::AttemptResult& result);

/// The mail with what was printed, without recipients and Message-ID. Whatever stands in the output
/// is shown as text: the parts to be read hold no control characters and no markup of its own. The
/// attached file holds it as it was printed, or as CSV or HTML.
model::Mail report_mail(const model::ReportPayload& report, const ReportedRun& run,
                        const model::AttemptResult& result);

}  // namespace tasksched::daemon
