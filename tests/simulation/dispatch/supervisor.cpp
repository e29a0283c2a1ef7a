#include "tests/simulation/dispatch/supervisor.h"

#include <utility>

namespace tasksched::simulation {
namespace {

using std::chrono::microseconds;
using std::chrono::minutes;
using std::chrono::seconds;

/// From TERM to the end of a process that heeds it.
constexpr seconds kLongestGoodbye{10};

model::AttemptResult killed() {
    model::AttemptResult result;
    result.outcome = model::Outcome::kPermanent;
    result.reason = model::RunReason::kKilled;
    result.signal = 15;
    return result;
}

}  // namespace

Supervisor::Supervisor(WorldClock& clock, Timeline& timeline, Random& random, Processes& processes,
                       Trace& trace, Events events)
    : clock_(clock),
      timeline_(timeline),
      random_(random),
      processes_(processes),
      trace_(trace),
      events_(std::move(events)) {}

void Supervisor::start() {
    lives_ = true;
    instance_ = "supervisor " + std::to_string(++instances_);
}

/// What it knew is gone with it; what it said can still be read.
void Supervisor::kill() {
    lives_ = false;
    for (const auto& connection : connections_) {
        connection->supervisor_is_gone = true;
    }
    connections_.clear();
    greeted_ = false;
    to_launch_.clear();
    known_.clear();
    running_.clear();
    exits_.clear();
    ends_.clear();
    to_tell_.clear();
}

std::shared_ptr<Connection> Supervisor::connect() {
    auto connection = std::make_shared<Connection>();
    connection->orders.emplace_back(Greeting{});
    connections_.push_back(connection);
    return connection;
}

void Supervisor::process_ended(std::int64_t pid) {
    if (lives_ && processes_.process(pid).supervisor == instance_) {
        exits_.push_back(pid);
    }
}

bool Supervisor::act() {
    if (!lives_) {
        return false;
    }
    const int first = random_.small(0, 3);
    for (int i = 0; i < 4; ++i) {
        bool acted = false;
        switch ((first + i) % 4) {
            case 0:
                acted = read_order();
                break;
            case 1:
                acted = !to_launch_.empty();
                if (acted) {
                    const Job job = std::move(to_launch_.front());
                    to_launch_.pop_front();
                    launch(job);
                }
                break;
            case 2:
                acted = see_exit();
                break;
            default:
                acted = tell_end();
        }
        if (acted) {
            return true;
        }
    }
    return false;
}

std::shared_ptr<Connection> Supervisor::served() {
    while (!connections_.empty() && connections_.front()->daemon_is_gone &&
           connections_.front()->orders.empty()) {
        connections_.pop_front();
        greeted_ = false;
        to_tell_.clear();
    }
    return connections_.empty() ? nullptr : connections_.front();
}

bool Supervisor::read_order() {
    const auto connection = served();
    if (!connection || connection->orders.empty()) {
        return false;
    }
    const Order order = std::move(connection->orders.front());
    connection->orders.pop_front();
    trace_.add(clock_.truth(), Step::kOrderRead, static_cast<std::int64_t>(order.index()));
    handle(order);
    return true;
}

void Supervisor::handle(const Order& order) {
    if (std::holds_alternative<Greeting>(order)) {
        greet();
    } else if (const auto* job = std::get_if<Job>(&order)) {
        if (known_.insert(job->name).second) {
            to_launch_.push_back(*job);
        }
    } else if (const auto* end = std::get_if<EndJob>(&order)) {
        const auto found = running_.find(end->name);
        if (found != running_.end()) {
            processes_.end_in(found->second, random_.spread(seconds{1}, kLongestGoodbye), killed());
        }
    } else if (const auto* done = std::get_if<Acknowledgement>(&order)) {
        events_.acknowledged(done->name);
        if (ends_.erase(done->name) > 0) {
            known_.erase(done->name);
        }
    }
}

void Supervisor::greet() {
    Connection& connection = *connections_.front();
    connection.reports.emplace_back(Known{.instance = instance_, .names = known_});
    for (const auto& [name, pid] : running_) {
        connection.reports.emplace_back(Began{name, processes_.identity(pid)});
    }
    greeted_ = true;
    for (const auto& [name, result] : ends_) {
        plan_to_tell(name);
    }
}

void Supervisor::launch(const Job& job) {
    events_.spawns(job, instance_);
    known_.insert(job.name);
    auto [takes, result] = events_.plan(job);
    if (job.timeout && takes > *job.timeout) {
        takes = *job.timeout + random_.spread(seconds{1}, kLongestGoodbye);
        result = killed();
        result.outcome = model::Outcome::kTransient;
        result.reason = model::RunReason::kTimeout;
    }
    const std::int64_t pid = processes_.start(job, instance_, takes, std::move(result));
    running_[job.name] = pid;
    trace_.add(clock_.truth(), Step::kSpawned, job.name.first.value, job.name.second);
    if (const auto connection = served(); connection && greeted_) {
        connection->reports.emplace_back(Began{job.name, processes_.identity(pid)});
    }
}

bool Supervisor::see_exit() {
    if (exits_.empty()) {
        return false;
    }
    const Process& process = processes_.process(exits_.front());
    exits_.pop_front();
    const daemon::AttemptName name = process.job.name;
    running_.erase(name);
    ends_[name] = process.result;
    ends_[name].finished_at = clock_.now();
    trace_.add(clock_.truth(), Step::kExitSeen, name.first.value, name.second);
    if (greeted_) {
        plan_to_tell(name);
    }
    return true;
}

/// At once, or later, or twice.
void Supervisor::plan_to_tell(const daemon::AttemptName& name) {
    const bool is_late = tardy_ && random_.chance(20);
    const microseconds later =
        is_late ? microseconds{random_.spread(seconds{1}, minutes{10})} : microseconds{0};
    to_tell_.push_back({name, clock_.truth() + later});
    if (is_late) {
        timeline_.at(clock_.truth() + later, [] {});
    }
    if (tardy_ && random_.chance(10)) {
        to_tell_.push_back({name, clock_.truth()});
    }
}

bool Supervisor::tell_end() {
    const auto connection = served();
    if (!connection || !greeted_) {
        return false;
    }
    for (auto next = to_tell_.begin(); next != to_tell_.end(); ++next) {
        if (next->not_before > clock_.truth()) {
            continue;
        }
        const daemon::AttemptName name = next->name;
        to_tell_.erase(next);
        if (const auto end = ends_.find(name); end != ends_.end()) {
            connection->reports.emplace_back(Over{name, end->second});
        }
        trace_.add(clock_.truth(), Step::kEndTold, name.first.value, name.second);
        return true;
    }
    return false;
}

}  // namespace tasksched::simulation
