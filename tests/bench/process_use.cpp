#include "tests/bench/process_use.h"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>

namespace tasksched::bench {
namespace {

namespace fs = std::filesystem;

/// The fields of proc_pid_stat(5) that are of use here.
struct Stat {
    char state = '?';
    pid_t parent = 0;
    long ticks = 0;  ///< of CPU, user's and system's
};

std::optional<Stat> stat_of(const fs::path& process) {
    std::ifstream file(process / "stat");
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    // The program's name may hold anything, so fields are counted from its end.
    const auto name_end = text.rfind(')');
    if (name_end == std::string::npos) {
        return std::nullopt;
    }
    std::istringstream fields(text.substr(name_end + 1));
    Stat stat;
    fields >> stat.state >> stat.parent;
    std::string passed_over;
    for (int field = 5; field < 14; ++field) {
        fields >> passed_over;
    }
    long user = 0;
    long system = 0;
    fields >> user >> system;
    stat.ticks = user + system;
    return stat;
}

long resident_kib(const fs::path& process) {
    std::ifstream status(process / "status");
    std::string line;
    while (std::getline(status, line)) {
        if (line.starts_with("VmRSS:")) {
            return std::stol(line.substr(6));
        }
    }
    return 0;
}

struct Children {
    long alive = 0;
    long zombies = 0;
};

Children children_of(pid_t parent) {
    Children children;
    for (const auto& entry : fs::directory_iterator("/proc")) {
        if (entry.path().filename().string().find_first_not_of("0123456789") != std::string::npos) {
            continue;
        }
        const auto stat = stat_of(entry.path());
        if (stat && stat->parent == parent) {
            ++(stat->state == 'Z' ? children.zombies : children.alive);
        }
    }
    return children;
}

}  // namespace

ProcessUse use_of(pid_t pid) {
    const fs::path process = fmt::format("/proc/{}", pid);
    const auto stat = stat_of(process);
    if (!stat) {
        throw std::runtime_error(fmt::format("process {} is gone", pid));
    }
    const Children children = children_of(pid);
    const auto descriptors = fs::directory_iterator(process / "fd");
    return {.cpu = std::chrono::milliseconds(stat->ticks * 1000 / ::sysconf(_SC_CLK_TCK)),
            .resident_kib = resident_kib(process),
            .descriptors = std::distance(begin(descriptors), end(descriptors)),
            .children = children.alive,
            .zombies = children.zombies};
}

}  // namespace tasksched::bench
