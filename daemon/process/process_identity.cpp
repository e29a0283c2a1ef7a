#include "daemon/process/process_identity.h"

#include <ctime>
#include <filesystem>
#include <system_error>

#include "common/base/file.h"
#include "common/base/text.h"

namespace tasksched::daemon {
namespace {

constexpr std::size_t kMaxStatBytes = 4096;
constexpr std::size_t kMaxEnvironmentBytes = std::size_t{4} * 1024 * 1024;

/// Field numbers of proc(5), counted from the state, which is field 3 and follows the name.
constexpr std::size_t kGroupField = 5 - 3;
constexpr std::size_t kSessionField = 6 - 3;
constexpr std::size_t kThreadsField = 20 - 3;
constexpr std::size_t kStartField = 22 - 3;

std::string proc_path(pid_t pid, std::string_view name) {
    return fmt::format("/proc/{}/{}", pid, name);
}

std::string read_boot_id() {
    const auto text = base::read_file("/proc/sys/kernel/random/boot_id", kMaxStatBytes);
    return text ? std::string(base::trim(*text)) : std::string();
}

model::ProcessIdentity identity_of(pid_t pid, const ProcessStatus& status) {
    return {.pid = pid, .start_ticks = status.start_ticks, .boot_id = boot_id()};
}

/// The first process of /proc for which `is_meant(pid, status)` holds.
template <typename Predicate>
std::optional<model::ProcessIdentity> find_process(Predicate is_meant) {
    std::error_code ended;
    std::filesystem::directory_iterator entries("/proc", ended);
    for (; !ended && entries != std::filesystem::directory_iterator(); entries.increment(ended)) {
        const auto number = base::parse_integer(entries->path().filename().native());
        if (!number) {
            continue;
        }
        const auto pid = static_cast<pid_t>(*number);
        const auto status = process_status(pid);
        if (status && !status->has_ended() && is_meant(pid, *status)) {
            return identity_of(pid, *status);
        }
    }
    return std::nullopt;
}

bool has_in_environment(pid_t pid, std::string_view entry) {
    const auto environment = base::read_file(proc_path(pid, "environ"), kMaxEnvironmentBytes);
    if (!environment) {
        return false;
    }
    for (const std::string_view one : base::split(*environment, '\0')) {
        if (one == entry) {
            return true;
        }
    }
    return false;
}

}  // namespace

const std::string& boot_id() {
    static const std::string kBootId = read_boot_id();
    return kBootId;
}

time::Second booted_at() {
    timespec since_boot{};
    ::clock_gettime(CLOCK_BOOTTIME, &since_boot);
    const time::Instant now = time::SystemClock().now();
    return time::floor_second(now - std::chrono::seconds(since_boot.tv_sec) -
                              std::chrono::microseconds(since_boot.tv_nsec / 1000));
}

std::optional<ProcessStatus> parse_process_status(std::string_view line) {
    const std::size_t name_end = line.rfind(") ");
    if (name_end == std::string_view::npos) {
        return std::nullopt;
    }
    const auto fields = base::split(base::trim(line.substr(name_end + 2)), ' ');
    if (fields.size() <= kStartField || fields[0].size() != 1) {
        return std::nullopt;
    }
    const auto group = base::parse_integer(fields[kGroupField]);
    const auto session = base::parse_integer(fields[kSessionField]);
    const auto threads = base::parse_integer(fields[kThreadsField]);
    const auto start = base::parse_integer(fields[kStartField]);
    if (!group || !session || !threads || !start) {
        return std::nullopt;
    }
    return ProcessStatus{.state = fields[0][0],
                         .group = static_cast<pid_t>(*group),
                         .session = static_cast<pid_t>(*session),
                         .threads = *threads,
                         .start_ticks = *start};
}

std::optional<ProcessStatus> process_status(pid_t pid) {
    const auto line = base::read_file(proc_path(pid, "stat"), kMaxStatBytes);
    return line ? parse_process_status(*line) : std::nullopt;
}

std::optional<model::ProcessIdentity> identify_process(pid_t pid) {
    const auto status = process_status(pid);
    return status ? std::optional(identity_of(pid, *status)) : std::nullopt;
}

bool is_alive(const model::ProcessIdentity& process) {
    if (process.boot_id != boot_id()) {
        return false;
    }
    const auto status = process_status(static_cast<pid_t>(process.pid));
    return status && !status->has_ended() && status->start_ticks == process.start_ticks;
}

std::optional<model::ProcessIdentity> find_group_member(pid_t group) {
    return find_process([group](pid_t pid, const ProcessStatus& status) {
        return status.group == group && pid != group;
    });
}

std::optional<model::ProcessIdentity> find_process_of_run(model::RunId run,
                                                          const std::string& instance) {
    const std::string of_run = fmt::format("TASKSCHED_RUN_ID={}", run.value);
    const std::string of_daemon = fmt::format("TASKSCHED_INSTANCE={}", instance);
    return find_process([&](pid_t pid, const ProcessStatus& status) {
        return status.session == pid && has_in_environment(pid, of_run) &&
               has_in_environment(pid, of_daemon);
    });
}

}  // namespace tasksched::daemon
