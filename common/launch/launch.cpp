#include "common/launch/launch.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <optional>
#include <vector>

#include "common/base/error.h"
#include "common/base/text.h"
#include "common/base/unique_fd.h"
#include "common/launch/child.h"
#include "common/model/limits.h"

namespace tasksched::launch {
namespace {

using base::UniqueFd;

constexpr const char* kShell = "/bin/sh";
constexpr int kDefaultUmask = 022;

/// What a program that outlives SIGXCPU has before SIGKILL, in CPU time.
constexpr std::chrono::seconds kFromXcpuToKill{5};

/// Pointers to `texts` and a null one; valid as long as they are. execve(2) does not write to what
/// it takes as char*.
std::vector<char*> pointers_to(const std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    pointers.reserve(texts.size() + 1);
    for (const std::string& text : texts) {
        pointers.push_back(const_cast<char*>(text.c_str()));  // NOLINT: see above
    }
    pointers.push_back(nullptr);
    return pointers;
}

/// The paths where the program may be. An empty directory in a PATH means the current one.
std::vector<std::string> candidates(const std::string& program, std::string_view search_path) {
    if (program.find('/') != std::string::npos) {
        return {program};
    }
    std::vector<std::string> paths;
    for (const std::string_view directory : base::split(search_path, ':')) {
        paths.push_back(fmt::format("{}/{}", directory.empty() ? "." : directory, program));
    }
    return paths;
}

/// The report of the child; none where it became the program.
std::optional<ChildReport> read_report(const UniqueFd& pipe) {
    ChildReport report;
    ssize_t got = 0;
    do {
        got = ::read(pipe.get(), &report, sizeof(report));
    } while (got < 0 && errno == EINTR);
    return got == static_cast<ssize_t>(sizeof(report)) ? std::optional(report) : std::nullopt;
}

/// execve(2) says ENOENT also of a program that is there, where its interpreter is not.
bool lacks_interpreter(const std::vector<std::string>& paths, int error) {
    if (error == ENOENT) {
        for (const std::string& path : paths) {
            if (path[0] == '/' && ::access(path.c_str(), F_OK) == 0) {
                return true;
            }
        }
    }
    return false;
}

/// The limits of a program as setrlimit(2) takes them.
std::vector<ResourceLimit> resource_limits(const model::Limits& limits) {
    std::vector<ResourceLimit> all;
    const auto add = [&all](decltype(RLIMIT_CPU) resource, std::int64_t soft, std::int64_t hard) {
        rlimit value{.rlim_cur = static_cast<rlim_t>(soft), .rlim_max = static_cast<rlim_t>(hard)};
        rlimit now{};
        // Room above the limit is no reason to ask for more than this process itself may have.
        if (::getrlimit(resource, &now) == 0 && now.rlim_max >= value.rlim_cur) {
            value.rlim_max = std::min(value.rlim_max, now.rlim_max);
        }
        all.push_back({.resource = resource, .value = value});
    };
    if (limits.memory) {
        add(RLIMIT_DATA, *limits.memory, *limits.memory);
    }
    if (limits.cpu_time) {
        const std::int64_t soft = limits.cpu_time->count();
        add(RLIMIT_CPU, soft, soft + kFromXcpuToKill.count());
    }
    if (limits.open_files) {
        add(RLIMIT_NOFILE, *limits.open_files, *limits.open_files);
    }
    return all;
}

/// "limit the CPU time to 30s"
std::string describe_limit(const ResourceLimit& limit) {
    const auto value = static_cast<std::int64_t>(limit.value.rlim_cur);
    switch (limit.resource) {
        case RLIMIT_DATA:
            return fmt::format("limit the memory to {}", model::format_memory(value));
        case RLIMIT_CPU:
            return fmt::format("limit the CPU time to {}",
                               model::format_cpu_time(std::chrono::seconds(value)));
        default:
            return fmt::format("limit the open files to {}", value);
    }
}

LaunchFailure describe(const ChildReport& report, const Program& program,
                       const std::vector<std::string>& paths,
                       const std::vector<ResourceLimit>& limits) {
    switch (report.step) {
        case ChildStep::kSession:
            return system_failure("make a session for the program", report.error);
        case ChildStep::kDescriptors:
            return system_failure("arrange the program's descriptors", report.error);
        case ChildStep::kIdentity:
            return system_failure(
                fmt::format("become user {}", base::quoted(program.user.value_or(""))),
                report.error);
        case ChildStep::kDirectory:
            return system_failure(
                fmt::format("enter the directory {}", base::quoted(program.directory)),
                report.error);
        case ChildStep::kNice:
            return system_failure(
                fmt::format("set the niceness to {}", program.limits.nice.value_or(0)),
                report.error);
        case ChildStep::kLimit:
            return system_failure(describe_limit(limits[static_cast<std::size_t>(report.limit)]),
                                  report.error);
        case ChildStep::kStage:
            return {.outcome = model::Outcome::kTransient, .detail = "called off"};
        case ChildStep::kProgram:
            break;
    }
    LaunchFailure failure =
        system_failure(fmt::format("run {}", base::quoted(program.argv[0])), report.error);
    if (lacks_interpreter(paths, report.error)) {
        failure.detail += " (the interpreter that its first line names)";
    } else if (report.error == ENOENT && program.argv[0].find('/') == std::string::npos) {
        failure.detail += fmt::format(" in PATH {}", base::quoted(program.search_path));
    }
    return failure;
}

/// What a program leaves to the account that it runs as.
Program completed(Program program, const Account& account) {
    for (std::string& entry : program.environment) {
        if (entry == "HOME=") {
            entry += account.home;
        }
    }
    if (program.directory.empty()) {
        program.directory = account.home;
    }
    return program;
}

tl::expected<UserAccount, LaunchFailure> find_user(const std::string& user) {
    auto found = account_of(user);
    if (!found) {
        return tl::unexpected(
            LaunchFailure{.outcome = found.error().code == base::ErrorCode::kTryAgain
                                         ? model::Outcome::kTransient
                                         : model::Outcome::kPermanent,
                          .detail = fmt::format("cannot run as user {}: {}", base::quoted(user),
                                                found.error().message)});
    }
    if (found->identity.uid == 0) {
        return tl::unexpected(LaunchFailure{
            .outcome = model::Outcome::kPermanent,
            .detail =
                fmt::format("user {} is root, and nothing is run as root", base::quoted(user))});
    }
    return std::move(*found);
}

void reap(pid_t pid) {
    while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
    }
}

/// As the user of that identity; null: as the caller.
tl::expected<pid_t, LaunchFailure> start(const Program& program, const Identity* identity,
                                         const LaunchStreams& streams,
                                         std::atomic<LaunchStage>* stage) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        return tl::unexpected(system_failure("make a pipe", errno));
    }
    const UniqueFd hearing(ends[0]);
    UniqueFd saying(ends[1]);
    const std::vector<std::string> paths = candidates(program.argv[0], program.search_path);
    const std::vector<char*> programs = pointers_to(paths);
    const std::vector<char*> argv = pointers_to(program.argv);
    std::vector<char*> script_argv = argv;
    script_argv[0] = const_cast<char*>(kShell);  // NOLINT: as in pointers_to
    script_argv.insert(script_argv.begin() + 1, nullptr);
    const std::vector<char*> environment = pointers_to(program.environment);
    const std::vector<ResourceLimit> limits = resource_limits(program.limits);

    const pid_t pid =
        start_child({.programs = std::span(programs).first(paths.size()),
                     .argv = argv.data(),
                     .script_argv = script_argv.data(),
                     .environment = environment.data(),
                     .identity = identity,
                     .directory = program.directory.c_str(),
                     .standard_input = streams.standard_input,
                     .output = streams.output,
                     .error = streams.error,
                     .report = saying.get(),
                     .umask = static_cast<mode_t>(program.limits.umask.value_or(kDefaultUmask)),
                     .nice = program.limits.nice,
                     .limits = limits,
                     .stage = stage});
    if (pid < 0) {
        return tl::unexpected(system_failure("make a process", errno));
    }
    saying.reset();
    if (const auto report = read_report(hearing)) {
        reap(pid);
        return tl::unexpected(describe(*report, program, paths, limits));
    }
    return pid;
}

}  // namespace

LaunchFailure system_failure(std::string_view what, int error) {
    return {.outcome = outcome_of_error(error),
            .detail = fmt::format("cannot {}: {}", what, base::system_error_text(error))};
}

model::Outcome outcome_of_error(int error) {
    switch (error) {
        case EAGAIN:
        case ENOMEM:
        case EMFILE:
        case ENFILE:
        case ETXTBSY:
            return model::Outcome::kTransient;
        default:
            return model::Outcome::kPermanent;
    }
}

tl::expected<pid_t, LaunchFailure> launch(const Program& program, const LaunchStreams& streams,
                                          std::atomic<LaunchStage>* stage) {
    if (!program.user) {
        return start(program, nullptr, streams, stage);
    }
    const auto user = find_user(*program.user);
    if (!user) {
        return tl::unexpected(user.error());
    }
    return start(completed(program, user->account), &user->identity, streams, stage);
}

}  // namespace tasksched::launch
