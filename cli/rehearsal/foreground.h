#pragma once

#include <chrono>
#include <optional>

#include "common/base/error.h"
#include "common/launch/program.h"

namespace tasksched::cli {

/// How long a program in the foreground may take.
struct ForegroundTime {
    std::optional<std::chrono::seconds> timeout;  ///< to the first TERM
    std::chrono::seconds kill_grace{10};          ///< from TERM to KILL
};

/// How it ended.
struct ForegroundEnd {
    std::optional<int> exit_code;  ///< none where a signal ended it
    std::optional<int> signal;
    bool core_dumped = false;
    bool timed_out = false;
    bool needed_kill = false;  ///< it outlived TERM for longer than its grace
};

/// Starts the program as the supervisor does, in a session of its own without a terminal, passes on
/// what it writes as it comes, each of its two streams to the one of this process, and returns when
/// it has ended and its output is read; where others that it left behind hold the output open, two
/// seconds later. SIGINT, SIGTERM, SIGHUP and SIGQUIT to this process, and the end of its time, end
/// the program's whole group by TERM and, after the grace or at the second such signal, by KILL.
/// What becomes of the output when nobody reads it is not the program's concern.
///
/// kFailed where it could not be started. Afterwards this process does not take these signals any
/// more: it is about to end.
base::Result<ForegroundEnd> run_in_foreground(const launch::Program& program,
                                              const ForegroundTime& time);

}  // namespace tasksched::cli
