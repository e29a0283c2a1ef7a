#include "daemon/process/clock_sync.h"

#include <sys/timex.h>

namespace tasksched::daemon {

bool clock_is_synchronised() {
    timex status{};
    const int state = ::adjtimex(&status);
    return state == -1 || (state != TIME_ERROR && (status.status & STA_UNSYNC) == 0);
}

}  // namespace tasksched::daemon
