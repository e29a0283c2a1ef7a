#include "cli/rehearsal/surroundings.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>

#include "common/base/unique_fd.h"

namespace tasksched::cli {
namespace {

/// As start_child() leaves them (common/launch/child.h).
constexpr rlim_t kUsualOpenFiles = 1024;
constexpr int kUsualUmask = 022;

std::map<std::string, std::string> variables_of(char* const* entries) {
    std::map<std::string, std::string> variables;
    for (; *entries != nullptr; ++entries) {
        const std::string_view entry = *entries;
        const std::size_t equals = entry.find('=');
        if (equals != std::string_view::npos) {
            variables.insert_or_assign(std::string(entry.substr(0, equals)),
                                       std::string(entry.substr(equals + 1)));
        }
    }
    return variables;
}

/// There is no call that reads it without setting it.
int current_umask() {
    const mode_t now = ::umask(0);
    ::umask(now);
    return static_cast<int>(now);
}

rlim_t soft_limit_of(const launch::Program& program, const NamedResource& named,
                     const rlimit& inherited) {
    const model::Limits& limits = program.limits;
    switch (named.resource) {
        case RLIMIT_DATA:
            return limits.memory ? static_cast<rlim_t>(*limits.memory) : inherited.rlim_cur;
        case RLIMIT_CPU:
            return limits.cpu_time ? static_cast<rlim_t>(limits.cpu_time->count())
                                   : inherited.rlim_cur;
        case RLIMIT_NOFILE:
            return limits.open_files ? static_cast<rlim_t>(*limits.open_files)
                                     : std::min(kUsualOpenFiles, inherited.rlim_max);
        default:
            return inherited.rlim_cur;
    }
}

}  // namespace

Surroundings own_surroundings() {
    Surroundings own;
    own.environment = variables_of(environ);
    std::error_code ignored;
    own.directory = std::filesystem::current_path(ignored).string();
    own.umask = current_umask();
    own.nice = ::getpriority(PRIO_PROCESS, 0);
    own.has_terminal =
        static_cast<bool>(base::UniqueFd(::open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)));
    for (std::size_t i = 0; i < kResources.size(); ++i) {
        ::getrlimit(kResources[i].resource, &own.limits[i]);
    }
    return own;
}

std::vector<std::string> take_limits_of(pid_t process) {
    std::vector<std::string> not_taken;
    for (const NamedResource& named : kResources) {
        rlimit limit{};
        rlimit own{};
        if (::prlimit(process, named.resource, nullptr, &limit) != 0 ||
            ::getrlimit(named.resource, &own) != 0 || ::setrlimit(named.resource, &limit) == 0) {
            continue;
        }
        not_taken.push_back(fmt::format("limit of {}", named.name));
        own.rlim_cur = std::min(limit.rlim_cur, own.rlim_max);
        ::setrlimit(named.resource, &own);
    }
    errno = 0;
    const int nice = ::getpriority(PRIO_PROCESS, static_cast<id_t>(process));
    if (errno == 0 && ::setpriority(PRIO_PROCESS, 0, nice) != 0) {
        not_taken.emplace_back("niceness");
    }
    return not_taken;
}

Surroundings surroundings_of(const launch::Program& program, const Surroundings& starter) {
    Surroundings found;
    for (const std::string& entry : program.environment) {
        const std::size_t equals = entry.find('=');
        found.environment.insert_or_assign(entry.substr(0, equals), entry.substr(equals + 1));
    }
    found.directory = program.directory;
    found.umask = program.limits.umask.value_or(kUsualUmask);
    found.nice = program.limits.nice.value_or(starter.nice);
    found.limits = starter.limits;
    for (std::size_t i = 0; i < kResources.size(); ++i) {
        found.limits[i].rlim_cur = soft_limit_of(program, kResources[i], starter.limits[i]);
    }
    return found;
}

}  // namespace tasksched::cli
