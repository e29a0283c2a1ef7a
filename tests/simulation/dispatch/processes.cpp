#include "tests/simulation/dispatch/processes.h"

#include <utility>

namespace tasksched::simulation {

std::int64_t Processes::start(Job job, std::string supervisor, std::chrono::microseconds takes,
                              model::AttemptResult result) {
    const auto pid = static_cast<std::int64_t>(processes_.size()) + 100;
    const time::Instant ends_at = clock_.truth() + takes;
    by_name_[job.name] = pid;
    processes_.emplace(pid, Process{.job = std::move(job),
                                    .supervisor = std::move(supervisor),
                                    .ends_at = ends_at,
                                    .result = std::move(result)});
    living_.insert(pid);
    timeline_.at(ends_at, [this, pid, ends_at] { end(pid, ends_at); });
    return pid;
}

void Processes::end_in(std::int64_t pid, std::chrono::microseconds in,
                       const model::AttemptResult& result) {
    Process& process = processes_.at(pid);
    const time::Instant ends_at = clock_.truth() + in;
    if (!process.lives || process.ends_at <= ends_at) {
        return;
    }
    process.ends_at = ends_at;
    process.result = result;
    timeline_.at(ends_at, [this, pid, ends_at] { end(pid, ends_at); });
}

/// What was planned before another end was is no end any more.
void Processes::end(std::int64_t pid, time::Instant planned) {
    Process& process = processes_.at(pid);
    if (process.lives && process.ends_at == planned) {
        process.lives = false;
        living_.erase(pid);
        ended_(pid);
    }
}

void Processes::reboot() {
    for (const std::int64_t pid : std::exchange(living_, {})) {
        processes_.at(pid).lives = false;
    }
    ++boots_;
    booted_at_ = clock_.truth();
}

model::ProcessIdentity Processes::identity(std::int64_t pid) const {
    return {.pid = pid, .start_ticks = 1, .boot_id = boot_id()};
}

bool Processes::lives(const model::ProcessIdentity& identity) const {
    return identity.boot_id == boot_id() && living_.contains(identity.pid);
}

std::optional<std::int64_t> Processes::find(const daemon::AttemptName& name) const {
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::int64_t> Processes::find_living(model::RunId run,
                                                   const std::string& supervisor) const {
    for (const std::int64_t pid : living_) {
        const Process& process = processes_.at(pid);
        if (process.job.name.first == run && process.supervisor == supervisor) {
            return pid;
        }
    }
    return std::nullopt;
}

std::vector<const Process*> Processes::living(const std::string& supervisor) const {
    std::vector<const Process*> found;
    for (const std::int64_t pid : living_) {
        const Process& process = processes_.at(pid);
        if (process.supervisor == supervisor) {
            found.push_back(&process);
        }
    }
    return found;
}

}  // namespace tasksched::simulation
