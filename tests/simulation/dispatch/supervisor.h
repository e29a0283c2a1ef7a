#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "tests/simulation/dispatch/processes.h"
#include "tests/simulation/dispatch/trace.h"
#include "tests/simulation/random.h"

namespace tasksched::simulation {

// What a daemon says to the supervisor.
struct Greeting {};
struct EndJob {
    daemon::AttemptName name;
};
struct Acknowledgement {
    daemon::AttemptName name;
};
using Order = std::variant<Greeting, Job, EndJob, Acknowledgement>;

// What the supervisor says to a daemon.
struct Known {
    std::string instance;
    std::set<daemon::AttemptName> names;
};
struct Began {
    daemon::AttemptName name;
    model::ProcessIdentity process;
};
struct Over {
    daemon::AttemptName name;
    model::AttemptResult result;
};
using Report = std::variant<Known, Began, Over>;

/// A connection between a daemon and the supervisor. What one side has sent is read by the other
/// also when the sender is gone.
struct Connection {
    std::deque<Order> orders;
    std::deque<Report> reports;
    bool daemon_is_gone = false;
    bool supervisor_is_gone = false;
};

/// The process that launches commands and outlives the daemon, with the promises of
/// daemon/supervisor: it serves one daemon at a time, reads the old connection to its end before it
/// answers the next one, refuses an attempt that it knows, and keeps ends until they are
/// acknowledged. It does one small thing at a time, so that it can be killed between any two.
class Supervisor {
  public:
    /// What a process will do, and the rules that each step must keep.
    struct Events {
        std::function<std::pair<std::chrono::microseconds, model::AttemptResult>(const Job&)> plan;
        std::function<void(const Job&, const std::string& instance)> spawns;
        std::function<void(const daemon::AttemptName&)> acknowledged;
    };

    Supervisor(WorldClock& clock, Timeline& timeline, Random& random, Processes& processes,
               Trace& trace, Events events);

    [[nodiscard]] bool lives() const { return lives_; }
    [[nodiscard]] const std::string& instance() const { return instance_; }
    [[nodiscard]] bool was_killed(const std::string& instance) const {
        return instance != instance_ || !lives_;
    }

    void start();
    void kill();

    /// Tells ends late and twice, from now on or not.
    void set_tardy(bool tardy) { tardy_ = tardy; }

    /// A daemon connects.
    std::shared_ptr<Connection> connect();

    /// Does one thing; false where there is nothing to be done now.
    bool act();

    /// A process of this or another instance has ended.
    void process_ended(std::int64_t pid);

    /// Starts the process of an attempt at once, without an order.
    void launch(const Job& job);

    /// Whether ends wait to be told, or to be acknowledged.
    [[nodiscard]] bool has_ends() const { return !ends_.empty() || !exits_.empty(); }

  private:
    struct ToTell {
        daemon::AttemptName name;
        time::Instant not_before;
    };

    bool read_order();
    bool see_exit();
    bool tell_end();
    void handle(const Order& order);
    void greet();
    void plan_to_tell(const daemon::AttemptName& name);
    [[nodiscard]] std::shared_ptr<Connection> served();

    WorldClock& clock_;
    Timeline& timeline_;
    Random& random_;
    Processes& processes_;
    Trace& trace_;
    Events events_;
    bool lives_ = false;
    bool tardy_ = false;
    int instances_ = 0;
    std::string instance_;
    std::deque<std::shared_ptr<Connection>> connections_;  ///< the first one is served
    bool greeted_ = false;
    std::deque<Job> to_launch_;
    std::set<daemon::AttemptName> known_;
    std::map<daemon::AttemptName, std::int64_t> running_;  ///< by pid
    std::deque<std::int64_t> exits_;                       ///< that it has not looked at
    std::map<daemon::AttemptName, model::AttemptResult> ends_;
    std::deque<ToTell> to_tell_;
};

}  // namespace tasksched::simulation
