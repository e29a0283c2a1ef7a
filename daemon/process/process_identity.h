#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/model/run.h"
#include "common/time/clock.h"

namespace tasksched::daemon {

/// The name of this boot of the system (random(4), boot_id); empty where the system tells none.
const std::string& boot_id();

/// When the system was started, on the wall clock as it stands now; time in suspend included.
time::Second booted_at();

/// A process as /proc/PID/stat shows it, proc(5).
struct ProcessStatus {
    char state = '?';
    pid_t group = 0;
    pid_t session = 0;
    std::int64_t threads = 0;
    std::int64_t start_ticks = 0;

    /// A zombie has ended: only its parent's wait is missing. Not so where other threads outlive
    /// the first one.
    [[nodiscard]] bool has_ended() const {
        return state == 'X' || state == 'x' || (state == 'Z' && threads <= 1);
    }
};

/// Reads a line of /proc/PID/stat; none where it is not one. The program's name in it may hold
/// anything, blanks and parentheses too.
std::optional<ProcessStatus> parse_process_status(std::string_view line);

/// The process `pid` as it stands now; none where there is none.
std::optional<ProcessStatus> process_status(pid_t pid);

/// The identity of the process that has `pid` now, ended or not; none where there is none.
std::optional<model::ProcessIdentity> identify_process(pid_t pid);

/// Whether this very process still runs: the same boot, pid and start, and not ended.
bool is_alive(const model::ProcessIdentity& process);

/// A process of the group `group`, other than its leader, that has not ended; none where there is
/// none left. Reads all of /proc.
std::optional<model::ProcessIdentity> find_group_member(pid_t group);

/// The process that the daemon `instance` started for a run: the leader of a session that has both
/// in its environment (TASKSCHED_RUN_ID, TASKSCHED_INSTANCE). For the moment between a start and
/// its record; reads all of /proc, and sees only processes of the caller's own user.
std::optional<model::ProcessIdentity> find_process_of_run(model::RunId run,
                                                          const std::string& instance);

}  // namespace tasksched::daemon
