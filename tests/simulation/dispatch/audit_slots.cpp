// The rules of who may start: slots, turns, and that nothing is left undone.
#include <algorithm>

#include "daemon/dispatch/run_queue.h"
#include "tests/simulation/dispatch/audit.h"

namespace tasksched::simulation {

using model::RunState;

namespace {

/// So many runs of others may start while a user waits with a run that could start as well: each
/// other user's in turn, and what was on its way.
constexpr int kMostPassed = 40;

}  // namespace

bool Audit::another_runs(const model::Run& run) const {
    const auto& of_task = runs_of_.at(run.task_id);
    return std::any_of(of_task.begin(), of_task.end(), [&](model::RunId id) {
        return id != run.id &&
               runs_.at(static_cast<RunIndex>(id.value - 1)).state == RunState::kRunning;
    });
}

std::int64_t Audit::running(const std::string& user) const {
    return std::count_if(open_.begin(), open_.end(), [&](model::RunId id) {
        const model::Run& run = runs_.at(static_cast<RunIndex>(id.value - 1));
        return run.state == RunState::kRunning && (user.empty() || run.user_id == user);
    });
}

/// Whether a run that waits could start before others, if there were slots for all but its user:
/// not one that makes up for what was missed, which all that comes in time goes before.
bool Audit::may_start(const model::Run& run) const {
    const bool has_room = limits_.per_user == 0 || running(run.user_id) < limits_.per_user;
    const bool is_held =
        task_of(run).policies.overlap != model::Overlap::kAllow && another_runs(run);
    const bool is_due = (run.state == RunState::kQueued && !daemon::RunQueue::makes_up(run)) ||
                        (run.state == RunState::kWaiting && *run.next_attempt_at <= clock_.now());
    return is_due && has_room && !is_held;
}

/// A user who waits is passed over by the others for a while only.
void Audit::check_turns(const model::Run& started) {
    std::set<std::string> waiting;
    for (const model::RunId id : open_) {
        const model::Run& run = runs_.at(static_cast<RunIndex>(id.value - 1));
        if (run.user_id != started.user_id && run.priority >= started.priority && may_start(run)) {
            waiting.insert(run.user_id);
        }
    }
    std::erase_if(passed_, [&](const auto& user) { return !waiting.contains(user.first); });
    for (const std::string& user : waiting) {
        expect(++passed_[user] <= kMostPassed, "a user waits while others start", started.id.value);
    }
}

void Audit::spawns(const Job& job, const std::string& instance) {
    const auto& [id, attempt] = job.name;
    const bool is_known = id.value >= 1 && static_cast<RunIndex>(id.value) <= runs_.size();
    expect(is_known, "a process is started before the store has its attempt", id.value);
    if (!is_known) {
        return;
    }
    const model::Run& run = runs_.at(static_cast<RunIndex>(id.value - 1));
    expect(run.state == RunState::kRunning && run.attempt == attempt,
           "a process is started before the store has its attempt", id.value);
    expect(spawned_.insert(job.name).second, "an attempt is started twice", id.value);
    const auto attempts = store_->reader().attempts(id);
    expect(attempts && !attempts->empty() && attempts->back().supervisor == instance,
           "a process is started by another supervisor than the recorded one", id.value);
    check_slots(job, instance);
}

void Audit::check_slots(const Job& job, const std::string& instance) {
    const auto living = processes_.living(instance);
    const auto all = static_cast<std::int64_t>(living.size());
    const auto of_user = std::count_if(living.begin(), living.end(), [&](const Process* process) {
        return process->job.user == job.user;
    });
    expect(all < limits_.total, "more processes than slots", all);
    expect(all < limits_.by_type.at("command"), "more processes than slots of the type", all);
    expect(limits_.per_user == 0 || of_user < limits_.per_user,
           "more processes than slots of the user", of_user);
}

void Audit::acknowledged(const daemon::AttemptName& name) {
    const auto& [id, attempt] = name;
    const model::Run& run = runs_.at(static_cast<RunIndex>(id.value - 1));
    expect(run.state != RunState::kRunning || run.attempt != attempt,
           "an end is acknowledged that is not in the store", id.value);
}

void Audit::idle(SimulatedDaemon& daemon) {
    for (const model::RunId id : open_) {
        check_open_run(runs_.at(static_cast<RunIndex>(id.value - 1)), daemon);
    }
    for (const model::RunId id : unknown_) {
        const model::Run& run = runs_.at(static_cast<RunIndex>(id.value - 1));
        const auto pid = processes_.find({id, run.attempt});
        const bool lives = pid && processes_.process(*pid).lives;
        expect(task_of(run).policies.on_crash == model::OnCrash::kAsk || lives,
               "an unknown run is not settled by its policy", id.value);
    }
    for (const auto& [id, task] : tasks_) {
        if (task.state != model::TaskState::kActive) {
            continue;
        }
        const auto start = task.next_run_at
                               ? std::optional(model::not_before(task, *task.next_run_at))
                               : std::nullopt;
        expect(!start || *start > clock_.now(), "a task is due and not claimed", id.value);
        const auto runs = runs_of_.find(id);
        const bool is_retried = task.policies.on_crash == model::OnCrash::kRetry;
        const bool under_way =
            runs != runs_of_.end() &&
            std::any_of(runs->second.begin(), runs->second.end(), [&](model::RunId run) {
                return open_.contains(run) || (is_retried && unknown_.contains(run));
            });
        expect(task.next_run_at || under_way, "a task has no next time and nothing will set one",
               id.value);
    }
}

void Audit::check_open_run(const model::Run& run, SimulatedDaemon& daemon) {
    const std::int64_t id = run.id.value;
    switch (run.state) {
        case RunState::kRunning:
            expect(daemon.carries(run.id), "a run stands as running and nobody carries it", id);
            break;
        case RunState::kWaiting:
        case RunState::kQueued: {
            const std::int64_t used = running({});
            const bool has_slot = used < limits_.total && used < limits_.by_type.at("command");
            expect(!has_slot || !may_start(run), "a run waits, and slots are free", id);
            break;
        }
        default:
            break;
    }
}

}  // namespace tasksched::simulation
