#pragma once

#include <asio/awaitable.hpp>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "daemon/plugins/plugin.h"
#include "tests/simulation/dispatch/virtual_time.h"

namespace tasksched::simulation {

/// What a daemon gives to the supervisor to be carried out.
struct Job {
    daemon::AttemptName name;
    model::TaskId task;
    std::string user;
    std::optional<std::chrono::seconds> timeout;
};

/// A process of a simulated machine. It outlives whoever started it.
struct Process {
    Job job;
    std::string supervisor;  ///< the instance that started it
    time::Instant ends_at;
    model::AttemptResult result;  ///< what it comes to
    bool lives = true;
};

/// The processes of the machine, and what each came to, whether anybody saw it or not.
class Processes {
  public:
    /// `ended` hears of each end; a reboot is none.
    Processes(WorldClock& clock, Timeline& timeline) : clock_(clock), timeline_(timeline) {}

    void on_end(std::function<void(std::int64_t pid)> ended) { ended_ = std::move(ended); }

    /// Starts one that ends by itself after `takes`; returns its pid.
    std::int64_t start(Job job, std::string supervisor, std::chrono::microseconds takes,
                       model::AttemptResult result);

    /// It comes to another end, `in` this time, unless it ends sooner by itself.
    void end_in(std::int64_t pid, std::chrono::microseconds in, const model::AttemptResult& result);

    /// No process lives after it, and nobody sees what it came to.
    void reboot();

    [[nodiscard]] const Process& process(std::int64_t pid) const { return processes_.at(pid); }
    [[nodiscard]] model::ProcessIdentity identity(std::int64_t pid) const;
    [[nodiscard]] bool lives(const model::ProcessIdentity& identity) const;

    /// The pid of the attempt's process; none where it never had one.
    [[nodiscard]] std::optional<std::int64_t> find(const daemon::AttemptName& name) const;

    /// A living one that `supervisor` started for any attempt of the run.
    [[nodiscard]] std::optional<std::int64_t> find_living(model::RunId run,
                                                          const std::string& supervisor) const;

    /// Those that live and that `supervisor` started.
    [[nodiscard]] std::vector<const Process*> living(const std::string& supervisor) const;
    [[nodiscard]] bool any_lives() const { return !living_.empty(); }

    [[nodiscard]] std::string boot_id() const { return "boot " + std::to_string(boots_); }
    [[nodiscard]] time::Instant booted_at() const { return booted_at_; }

  private:
    void end(std::int64_t pid, time::Instant planned);

    WorldClock& clock_;
    Timeline& timeline_;
    std::function<void(std::int64_t)> ended_;
    std::map<std::int64_t, Process> processes_;  ///< by pid; none is used twice
    std::map<daemon::AttemptName, std::int64_t> by_name_;
    std::set<std::int64_t> living_;
    int boots_ = 1;
    time::Instant booted_at_{};
};

}  // namespace tasksched::simulation
