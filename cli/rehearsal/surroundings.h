#pragma once

#include <sys/resource.h>
#include <sys/types.h>

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "common/launch/program.h"

namespace tasksched::cli {

/// A limit of a process that rehearsals look at, and what a person calls it.
struct NamedResource {
    decltype(RLIMIT_CPU) resource;
    std::string_view name;
};

inline constexpr std::array<NamedResource, 9> kResources{{
    {RLIMIT_DATA, "memory"},
    {RLIMIT_CPU, "CPU seconds"},
    {RLIMIT_NOFILE, "open files"},
    {RLIMIT_AS, "address space"},
    {RLIMIT_CORE, "core dump"},
    {RLIMIT_FSIZE, "file size"},
    {RLIMIT_MEMLOCK, "locked memory"},
    {RLIMIT_NPROC, "processes"},
    {RLIMIT_STACK, "stack"},
}};

/// What a program finds around it.
struct Surroundings {
    std::map<std::string, std::string> environment;
    std::string directory;
    int umask = 0;
    int nice = 0;
    bool has_terminal = false;
    std::array<rlimit, kResources.size()> limits{};  ///< in the order of kResources
};

/// Those of this process.
Surroundings own_surroundings();

/// Gives this process the limits and the niceness of another one of the same user, as far as it may
/// take them: a program that it then starts has what a child of that one would have. Returns the
/// names of those that it may not take, since its own are stricter.
std::vector<std::string> take_limits_of(pid_t process);

/// What `program` will find when it is started by a process with the surroundings `starter`.
Surroundings surroundings_of(const launch::Program& program, const Surroundings& starter);

}  // namespace tasksched::cli
