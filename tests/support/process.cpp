#include "tests/support/process.h"

#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

// The header of glibc 2.36 does not say itself that its functions are C.
extern "C" {
#include <sys/pidfd.h>
}

#include <cerrno>
#include <cstdlib>
#include <stdexcept>
#include <utility>

#include "common/base/error.h"
#include "tests/support/exec_texts.h"
#include "tests/support/memory_file.h"

namespace tasksched::support {
namespace {

[[noreturn]] void give_up(std::string_view what, int error) {
    throw std::runtime_error(fmt::format("{}: {}", what, base::system_error_text(error)));
}

/// posix_spawn's attributes and actions, freed at the end.
struct SpawnPlan {
    SpawnPlan() {
        ::posix_spawn_file_actions_init(&actions);
        ::posix_spawnattr_init(&attributes);
        sigset_t none;
        sigemptyset(&none);
        sigset_t all;
        sigfillset(&all);
        ::posix_spawnattr_setsigmask(&attributes, &none);
        ::posix_spawnattr_setsigdefault(&attributes, &all);
        ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    }
    SpawnPlan(const SpawnPlan&) = delete;
    SpawnPlan& operator=(const SpawnPlan&) = delete;
    ~SpawnPlan() {
        ::posix_spawn_file_actions_destroy(&actions);
        ::posix_spawnattr_destroy(&attributes);
    }

    posix_spawn_file_actions_t actions{};
    posix_spawnattr_t attributes{};
};

pid_t spawn(const ProcessSpec& spec, int in, int out, int err) {
    std::vector<std::string> arguments{spec.program};
    arguments.insert(arguments.end(), spec.arguments.begin(), spec.arguments.end());
    SpawnPlan plan;
    ::posix_spawn_file_actions_adddup2(&plan.actions, in, STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&plan.actions, out, STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&plan.actions, err, STDERR_FILENO);
    if (!spec.directory.empty()) {
        ::posix_spawn_file_actions_addchdir_np(&plan.actions, spec.directory.c_str());
    }
    pid_t pid = -1;
    const int error =
        ::posix_spawnp(&pid, spec.program.c_str(), &plan.actions, &plan.attributes,
                       ExecTexts(std::move(arguments)).data(), ExecTexts(spec.environment).data());
    if (error != 0) {
        give_up(spec.program, error);
    }
    return pid;
}

}  // namespace

Environment plain_environment(const std::string& home) {
    Environment result{{"PATH", "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"},
                       {"HOME", home},
                       {"LANG", "C.UTF-8"},
                       {"TZ", "UTC"}};
    for (const char* name : {"ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS", "LSAN_OPTIONS"}) {
        if (const char* value = std::getenv(name); value != nullptr) {
            result[name] = value;
        }
    }
    return result;
}

Process::Process(const ProcessSpec& spec)
    : out_(memory_file("standard-output", "")), err_(memory_file("standard-error", "")) {
    const base::UniqueFd input = memory_file("standard-input", spec.standard_input);
    pid_ = spawn(spec, input.get(), out_.get(), err_.get());
    pidfd_.reset(::pidfd_open(pid_, 0));
    if (!pidfd_) {
        give_up("pidfd_open", errno);
    }
}

Process::~Process() {
    if (pidfd_ && !ended_) {
        signal(SIGKILL);
        reap(kPatience);
    }
}

bool Process::running() { return !reap(std::chrono::milliseconds(0)); }

void Process::signal(int number) const {
    if (!ended_) {
        ::pidfd_send_signal(pidfd_.get(), number, nullptr, 0);
    }
}

bool Process::reap(std::chrono::milliseconds deadline) {
    if (ended_) {
        return true;
    }
    pollfd watched{pidfd_.get(), POLLIN, 0};
    int ready = -1;
    do {
        ready = ::poll(&watched, 1, static_cast<int>(deadline.count()));
    } while (ready < 0 && errno == EINTR);
    siginfo_t info{};
    if (ready <= 0 ||
        ::waitid(P_PIDFD, static_cast<id_t>(pidfd_.get()), &info, WEXITED | WNOHANG) != 0 ||
        info.si_pid == 0) {
        return false;
    }
    ended_.emplace();
    (info.si_code == CLD_EXITED ? ended_->exit_code : ended_->signal) = info.si_status;
    return true;
}

ProcessResult Process::wait(std::chrono::milliseconds deadline) {
    if (!reap(deadline)) {
        signal(SIGKILL);
        reap(kPatience);
        throw std::runtime_error(
            fmt::format("process {} still ran after {} ms\n-- standard output --\n{}\n"
                        "-- standard error --\n{}",
                        pid_, deadline.count(), out(), err()));
    }
    ProcessResult result = *ended_;
    result.out = out();
    result.err = err();
    return result;
}

std::string Process::out() const { return content_of(out_); }
std::string Process::err() const { return content_of(err_); }

ProcessSpec sleeping() {
    ProcessSpec spec;
    spec.program = "/bin/sleep";
    spec.arguments = {"1000"};
    return spec;
}

ProcessResult run(const ProcessSpec& spec, std::chrono::milliseconds deadline) {
    return Process(spec).wait(deadline);
}

}  // namespace tasksched::support
