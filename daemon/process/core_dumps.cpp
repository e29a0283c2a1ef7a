#include "daemon/process/core_dumps.h"

#include <sys/prctl.h>
#include <sys/resource.h>

#include <algorithm>
#include <cerrno>

namespace tasksched::daemon {
namespace {

/// A dump into a file needs more. A program that takes dumps (core_pattern, see core(5)) is given
/// them whatever the limit, but for this one.
constexpr rlim_t kNone = 1;

base::Result<std::uint64_t> set_soft_limit(rlim_t bytes) {
    rlimit limit{};
    if (::getrlimit(RLIMIT_CORE, &limit) == 0) {
        const rlim_t before = limit.rlim_cur;
        limit.rlim_cur = std::min(bytes, limit.rlim_max);
        if (::setrlimit(RLIMIT_CORE, &limit) == 0) {
            return before;
        }
    }
    return base::fail(base::ErrorCode::kFailed, "cannot set the limit of core dumps: {}",
                      base::system_error_text(errno));
}

}  // namespace

base::Result<std::uint64_t> lower_core_limit() { return set_soft_limit(kNone); }

void set_core_limit(std::uint64_t bytes) { static_cast<void>(set_soft_limit(bytes)); }

base::Result<void> close_memory_to_others() {
    if (::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) {
        return base::fail(base::ErrorCode::kFailed, "cannot forbid core dumps: {}",
                          base::system_error_text(errno));
    }
    return {};
}

}  // namespace tasksched::daemon
