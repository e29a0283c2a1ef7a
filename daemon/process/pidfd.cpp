#include "daemon/process/pidfd.h"

#include <sys/syscall.h>
#include <unistd.h>

namespace tasksched::daemon {

base::UniqueFd open_pidfd(pid_t pid) {
    // glibc 2.36 declares pidfd_open() for C alone.
    return base::UniqueFd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
}

}  // namespace tasksched::daemon
