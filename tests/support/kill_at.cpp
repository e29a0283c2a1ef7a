// kill_at PID SYSCALL before|after COUNT VICTIM...: watches a process with all its threads, and at
// its COUNTth SYSCALL, before the kernel carries it out or after, kills the VICTIMs (SIGKILL) at
// once. Says 'ready' when it watches. Exits with 0 after the kill, 1 where the process ended or
// SIGTERM came before, 3 where it may not watch it (ptrace(2)).

#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr int kNotPermitted = 3;

struct Syscall {
    std::string_view name;
    long number;
};
constexpr std::array<Syscall, 5> kSyscalls{{
    {"sendto", SYS_sendto},
    {"recvfrom", SYS_recvfrom},
    {"vfork", SYS_vfork},
    {"wait4", SYS_wait4},
    {"fdatasync", SYS_fdatasync},
}};

struct Watch {
    long number = 0;
    bool before = true;
    int left = 0;  ///< how many of them are still to come
    std::vector<pid_t> victims;
};

/// Attaches to every thread, also to those that start meanwhile; false where that is not permitted.
bool attach(pid_t process) {
    std::set<pid_t> attached;
    for (bool found = true; found;) {
        found = false;
        for (const auto& entry :
             std::filesystem::directory_iterator("/proc/" + std::to_string(process) + "/task")) {
            const pid_t thread = std::stoi(entry.path().filename());
            if (!attached.insert(thread).second) {
                continue;
            }
            found = true;
            if (::ptrace(PTRACE_SEIZE, thread, nullptr,
                         PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE) == 0) {
                ::ptrace(PTRACE_INTERRUPT, thread, nullptr, nullptr);
            } else if (errno != ESRCH) {
                return false;
            }
        }
    }
    return true;
}

/// Whether the thread that has stopped at a system call stands where the kill is due.
bool is_due(Watch& watch, pid_t thread, std::map<pid_t, long>& entered) {
    __ptrace_syscall_info info{};
    if (::ptrace(PTRACE_GET_SYSCALL_INFO, thread, sizeof(info), &info) <= 0) {
        return false;
    }
    const bool enters = info.op == PTRACE_SYSCALL_INFO_ENTRY;
    if (enters) {
        entered[thread] = static_cast<long>(info.entry.nr);
    }
    return enters == watch.before && entered[thread] == watch.number && --watch.left == 0;
}

/// Goes on until the kill, true, or until nothing is left to watch.
bool follow(Watch& watch) {
    std::map<pid_t, long> entered;
    int status = 0;
    for (pid_t thread = 0; (thread = ::waitpid(-1, &status, __WALL)) > 0;) {
        if (!WIFSTOPPED(status)) {
            continue;
        }
        int signal = 0;
        if (WSTOPSIG(status) == (SIGTRAP | 0x80)) {
            if (is_due(watch, thread, entered)) {
                for (const pid_t victim : watch.victims) {
                    ::kill(victim, SIGKILL);
                }
                return true;
            }
        } else if (status >> 16 == 0) {
            signal = WSTOPSIG(status);  // on its way to the process
        }
        ::ptrace(PTRACE_SYSCALL, thread, nullptr, signal);
    }
    return false;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 6) {
        std::fputs("usage: kill_at PID SYSCALL before|after COUNT VICTIM...\n", stderr);
        return 2;
    }
    Watch watch{
        .before = std::string_view(argv[3]) == "before", .left = std::atoi(argv[4]), .victims = {}};
    for (const Syscall& syscall : kSyscalls) {
        if (syscall.name == argv[2]) {
            watch.number = syscall.number;
        }
    }
    for (int i = 5; i < argc; ++i) {
        watch.victims.push_back(std::atoi(argv[i]));
    }
    if (!attach(std::atoi(argv[1]))) {
        return kNotPermitted;
    }
    std::puts("ready");
    std::fflush(stdout);
    return follow(watch) ? 0 : 1;
}
