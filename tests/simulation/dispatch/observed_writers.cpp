#include "tests/simulation/dispatch/observed_writers.h"

namespace tasksched::simulation {

using base::Result;
using store::Tenure;

Result<Tenure> ObservedRunWriter::begin_tenure(const std::string& owner, const std::string& host,
                                               time::Instant at) {
    return inner_.runs().begin_tenure(owner, host, at);
}

Result<bool> ObservedRunWriter::holds(const Tenure& tenure) { return inner_.runs().holds(tenure); }

Result<store::ClaimResult> ObservedRunWriter::claim(const store::Claim& claim, time::Instant at) {
    auto claimed = inner_.runs().claim(claim, at);
    if (claimed && claimed->state == store::ClaimState::kClaimed) {
        changes_.claims.push_back(claim);
        changes_.tasks.insert(claim.task_id);
    }
    return claimed;
}

Result<store::ClaimResult> ObservedRunWriter::claim_and_start(const store::Claim& claim,
                                                              const Tenure& tenure,
                                                              const store::Site& site,
                                                              time::Instant at) {
    auto claimed = inner_.runs().claim_and_start(claim, tenure, site, at);
    if (claimed && claimed->state == store::ClaimState::kClaimed) {
        changes_.claims.push_back(claim);
        changes_.tasks.insert(claim.task_id);
        if (claimed->started && lies_.on_start) {
            lies_.on_start(claimed->runs.front().id, 1);
        }
    }
    return claimed;
}

Result<store::StartResult> ObservedRunWriter::start(model::RunId id, const Tenure& tenure,
                                                    const store::Site& site, time::Instant at) {
    auto started = inner_.runs().start(id, tenure, site, at);
    changes_.runs.insert(id);
    if (started && started->state == store::StartState::kGone && lies_.starts_again) {
        return store::StartResult{.state = store::StartState::kStarted, .attempt = 1};
    }
    if (started && started->state == store::StartState::kStarted && lies_.on_start) {
        lies_.on_start(id, started->attempt);
    }
    return started;
}

Result<bool> ObservedRunWriter::record_supervisor(model::RunId id, int attempt,
                                                  const std::string& supervisor,
                                                  const Tenure& tenure) {
    return inner_.runs().record_supervisor(id, attempt, supervisor, tenure);
}

Result<bool> ObservedRunWriter::record_process(model::RunId id, int attempt,
                                               const model::ProcessIdentity& process,
                                               const Tenure& tenure) {
    return inner_.runs().record_process(id, attempt, process, tenure);
}

Result<bool> ObservedRunWriter::record_items(model::RunId id, int attempt,
                                             const std::vector<model::RunItem>& items,
                                             const Tenure& tenure) {
    return inner_.runs().record_items(id, attempt, items, tenure);
}

Result<bool> ObservedRunWriter::keep_result(model::RunId id, int attempt,
                                            const model::AttemptResult& result,
                                            const std::vector<model::RunItem>& items,
                                            const Tenure& tenure) {
    return inner_.runs().keep_result(id, attempt, result, items, tenure);
}

Result<bool> ObservedRunWriter::finish(const store::Finish& finish, const Tenure& tenure) {
    if (lies_.forgets_end) {
        return true;
    }
    changes_.runs.insert(finish.run_id);
    if (finish.next_run_at) {
        const auto run = inner_.reader().run(finish.run_id);
        if (run && *run) {
            changes_.tasks.insert((*run)->task_id);
        }
    }
    return inner_.runs().finish(finish, tenure);
}

Result<bool> ObservedRunWriter::adopt(model::RunId id, const Tenure& tenure) {
    changes_.runs.insert(id);
    return inner_.runs().adopt(id, tenure);
}

Result<bool> ObservedRunWriter::hide(model::RunId id, int attempt, const Tenure& tenure,
                                     time::Instant at) {
    changes_.runs.insert(id);
    return inner_.runs().hide(id, attempt, tenure, at);
}

Result<std::vector<model::Run>> ObservedRunWriter::mark_unknown(const Tenure& tenure,
                                                                time::Instant at) {
    auto marked = inner_.runs().mark_unknown(tenure, at);
    if (marked) {
        for (const model::Run& run : *marked) {
            changes_.runs.insert(run.id);
        }
    }
    return marked;
}

Result<bool> ObservedRunWriter::settle(model::RunId id, model::RunState to, time::Instant at) {
    changes_.runs.insert(id);
    return inner_.runs().settle(id, to, at);
}

Result<bool> ObservedRunWriter::rearm(model::TaskId id, std::optional<time::Second> next_run_at) {
    changes_.tasks.insert(id);
    return inner_.runs().rearm(id, next_run_at);
}

Result<bool> ObservedRunWriter::move_next(model::TaskId id, model::Version version,
                                          time::Second from, time::Second to) {
    changes_.tasks.insert(id);
    changes_.edited.insert(id);
    return inner_.runs().move_next(id, version, from, to);
}

Result<std::int64_t> ObservedRunWriter::hasten_attempts(time::Instant now) {
    changes_.attempts_hastened = true;
    return inner_.runs().hasten_attempts(now);
}

Result<void> ObservedRunWriter::set_zone_rules(const std::string& stamp) {
    return inner_.runs().set_zone_rules(stamp);
}

Result<std::vector<model::Run>> ObservedRunWriter::claim_reboot(const std::string& boot_id,
                                                                time::Second booted_at,
                                                                time::Instant at) {
    return inner_.runs().claim_reboot(boot_id, booted_at, at);
}

Result<model::TaskId> ObservedTaskWriter::insert(const model::Task& task,
                                                 const model::Payload& payload,
                                                 const store::Author& author) {
    auto id = inner_.insert(task, payload, author);
    if (id) {
        changes_.tasks.insert(*id);
        changes_.edited.insert(*id);
    }
    return id;
}

Result<bool> ObservedTaskWriter::update(const model::Task& task, const model::Payload* payload,
                                        const store::Author& author) {
    changes_.tasks.insert(task.id);
    changes_.edited.insert(task.id);
    return inner_.update(task, payload, author);
}

Result<bool> ObservedTaskWriter::set_state(model::TaskId id, model::Version version,
                                           model::TaskState state,
                                           std::optional<time::Second> next_run_at,
                                           const store::Author& author) {
    changes_.tasks.insert(id);
    changes_.edited.insert(id);
    return inner_.set_state(id, version, state, next_run_at, author);
}

Result<std::int64_t> ObservedTaskWriter::cancel_runs(model::TaskId id, model::RunReason reason,
                                                     time::Instant at) {
    changes_.tasks.insert(id);
    return inner_.cancel_runs(id, reason, at);
}

Result<std::int64_t> ObservedTaskWriter::request_kill_of(model::TaskId id, time::Instant at) {
    changes_.tasks.insert(id);
    return inner_.request_kill_of(id, at);
}

Result<bool> ObservedTaskWriter::request_kill(model::RunId id, time::Instant at) {
    changes_.runs.insert(id);
    return inner_.request_kill(id, at);
}

Result<model::RunId> ObservedTaskWriter::insert_run(const model::Task& task, time::Instant at) {
    return inner_.insert_run(task, at);
}

Result<bool> ObservedTaskWriter::move_run(model::RunId id, model::RunState from, model::RunState to,
                                          model::RunReason reason, time::Instant at) {
    changes_.runs.insert(id);
    return inner_.move_run(id, from, to, reason, at);
}

Result<std::int64_t> ObservedTaskWriter::move_items(model::RunId id, std::optional<int> number,
                                                    model::ItemState from, model::ItemState to) {
    return inner_.move_items(id, number, from, to);
}

Result<std::int64_t> ObservedTaskWriter::reopen_items(model::RunId id) {
    return inner_.reopen_items(id);
}

base::Result<std::int64_t> ObservedTaskWriter::settle_missed(const store::MissedTask& missed,
                                                             const model::MissedVerdict& verdict,
                                                             time::Instant at) {
    changes_.tasks.insert(missed.task.id);
    return inner_.settle_missed(missed, verdict, at);
}

base::Result<void> ObservedTaskWriter::record(const model::AuditEntry& entry) {
    return inner_.record(entry);
}

}  // namespace tasksched::simulation
