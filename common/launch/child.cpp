#include "common/launch/child.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>

namespace tasksched::launch {
namespace {

constexpr rlim_t kDescriptorLimit = 1024;
constexpr unsigned kFirstOther = 3;
constexpr int kNotStarted = 127;

// From here on the code runs in the new process, on the memory of the one that started it
// (vfork(2)): it makes system calls and changes nothing that its parent could see, but errno.

[[noreturn]] void give_up(const ChildPlan& plan, ChildStep step, int limit = 0) {
    const ChildReport report{.step = step, .error = errno, .limit = limit};
    // Where this fails the parent finds an empty report and status 127.
    [[maybe_unused]] const ssize_t written = ::write(plan.report, &report, sizeof(report));
    ::_exit(kNotStarted);
}

/// Ignored signals would stay ignored across exec. The C library keeps two for itself; it refuses
/// them, as it does SIGKILL and SIGSTOP.
void reset_dispositions() {
    struct sigaction action {};
    action.sa_handler = SIG_DFL;
    for (int signal = 1; signal < NSIG; ++signal) {
        ::sigaction(signal, &action, nullptr);
    }
}

void limit_descriptors() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = std::min(kDescriptorLimit, limit.rlim_max);
        ::setrlimit(RLIMIT_NOFILE, &limit);
    }
}

bool arrange_descriptors(const ChildPlan& plan) {
    return ::dup2(plan.standard_input, STDIN_FILENO) >= 0 &&
           ::dup2(plan.output, STDOUT_FILENO) >= 0 && ::dup2(plan.error, STDERR_FILENO) >= 0 &&
           ::close_range(kFirstOther, ~0U, CLOSE_RANGE_CLOEXEC) == 0;
}

/// /dev/stdout and /dev/stderr can be opened by the pipe's owner alone.
void hand_over_pipe(int descriptor, const Identity& identity) {
    struct stat status {};
    if (::fstat(descriptor, &status) == 0 && S_ISFIFO(status.st_mode)) {
        // Where it fails the program writes to the descriptor itself, as nearly all do.
        [[maybe_unused]] const int done = ::fchown(descriptor, identity.uid, identity.gid);
    }
}

/// Groups first: afterwards the right to set them is gone. Not by the functions of the C library,
/// which would have all threads of the process do the same, and these are the parent's. What came
/// of it is read back; a user who keeps a way back to root has none of this succeed.
bool take_identity(const Identity& identity) {
    uid_t real = 0;
    uid_t effective = 0;
    uid_t saved = 0;
    gid_t real_group = 0;
    gid_t effective_group = 0;
    gid_t saved_group = 0;
    hand_over_pipe(STDOUT_FILENO, identity);
    hand_over_pipe(STDERR_FILENO, identity);
    if (::syscall(SYS_setgroups, identity.groups.size(), identity.groups.data()) != 0 ||
        ::syscall(SYS_setresgid, identity.gid, identity.gid, identity.gid) != 0 ||
        ::syscall(SYS_setresuid, identity.uid, identity.uid, identity.uid) != 0 ||
        ::getresuid(&real, &effective, &saved) != 0 ||
        ::getresgid(&real_group, &effective_group, &saved_group) != 0) {
        return false;
    }
    const bool is_that_user = real == identity.uid && effective == identity.uid &&
                              saved == identity.uid && real_group == identity.gid &&
                              effective_group == identity.gid && saved_group == identity.gid;
    if (!is_that_user || (identity.uid != 0 && ::syscall(SYS_setresuid, -1, 0, -1) == 0)) {
        errno = EPERM;
        return false;
    }
    return true;
}

/// After everything else that the child does itself: a limit is meant for the program.
void set_limits(const ChildPlan& plan) {
    if (plan.nice && ::setpriority(PRIO_PROCESS, 0, *plan.nice) != 0) {
        give_up(plan, ChildStep::kNice);
    }
    int place = 0;
    for (const ResourceLimit& limit : plan.limits) {
        if (::setrlimit(limit.resource, &limit.value) != 0) {
            give_up(plan, ChildStep::kLimit, place);
        }
        ++place;
    }
}

/// Whether the next directory of PATH is to be tried, as execvp(3) decides it.
bool may_be_elsewhere(int error) {
    return error == ENOENT || error == ENOTDIR || error == EACCES || error == ESTALE ||
           error == ENODEV || error == ETIMEDOUT;
}

/// Returns only where no program was started; errno then says why. A program that is there but may
/// not be run counts more than one that is not there.
void execute(const ChildPlan& plan) {
    bool refused = false;
    for (const char* program : plan.programs) {
        ::execve(program, plan.argv, plan.environment);
        if (errno == ENOEXEC) {
            plan.script_argv[1] = const_cast<char*>(program);  // NOLINT: execve(2) does not write
            ::execve(plan.script_argv[0], plan.script_argv, plan.environment);
        }
        if (!may_be_elsewhere(errno)) {
            return;
        }
        refused = refused || errno == EACCES;
    }
    if (refused) {
        errno = EACCES;
    }
}

/// False where it was called off meanwhile; afterwards it cannot be any more.
bool goes_on(const ChildPlan& plan) {
    auto preparing = LaunchStage::kPreparing;
    return plan.stage == nullptr ||
           plan.stage->compare_exchange_strong(preparing, LaunchStage::kReached);
}

[[noreturn]] void become_program(const ChildPlan& plan) {
    if (::setsid() < 0) {
        give_up(plan, ChildStep::kSession);
    }
    reset_dispositions();
    ::umask(plan.umask);
    limit_descriptors();
    if (!arrange_descriptors(plan)) {
        give_up(plan, ChildStep::kDescriptors);
    }
    if (plan.identity != nullptr && !take_identity(*plan.identity)) {
        give_up(plan, ChildStep::kIdentity);
    }
    if (::chdir(plan.directory) != 0) {
        give_up(plan, ChildStep::kDirectory);
    }
    set_limits(plan);
    if (!goes_on(plan)) {
        give_up(plan, ChildStep::kStage);
    }
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    execute(plan);
    give_up(plan, ChildStep::kProgram);
}

}  // namespace

pid_t start_child(const ChildPlan& plan) {
    // A handler of ours must not run in the child, on our memory: no signal is delivered there
    // before its handlers are gone.
    sigset_t all;
    sigset_t before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    const pid_t pid = ::vfork();
    if (pid == 0) {
        become_program(plan);
    }
    const int error = errno;
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    errno = error;
    return pid;
}

}  // namespace tasksched::launch
