#pragma once

#include <functional>

#include "tests/simulation/dispatch/observed_store.h"

namespace tasksched::simulation {

/// Notes which runs are changed. May be told to break a promise of the store's.
class ObservedRunWriter final : public store::RunWriter {
  public:
    struct Lies {
        bool forgets_end = false;   ///< the next end is not stored
        bool starts_again = false;  ///< what is running already is started
        std::function<void(model::RunId, int)> on_start;
    };

    ObservedRunWriter(store::Transaction& inner, Changes& changes, const Lies& lies)
        : inner_(inner), changes_(changes), lies_(lies) {}

    base::Result<store::Tenure> begin_tenure(const std::string& owner, const std::string& host,
                                             time::Instant at) override;
    base::Result<bool> holds(const store::Tenure& tenure) override;
    base::Result<store::ClaimResult> claim(const store::Claim& claim, time::Instant at) override;
    base::Result<store::ClaimResult> claim_and_start(const store::Claim& claim,
                                                     const store::Tenure& tenure,
                                                     const store::Site& site,
                                                     time::Instant at) override;
    base::Result<store::StartResult> start(model::RunId id, const store::Tenure& tenure,
                                           const store::Site& site, time::Instant at) override;
    base::Result<bool> record_supervisor(model::RunId id, int attempt,
                                         const std::string& supervisor,
                                         const store::Tenure& tenure) override;
    base::Result<bool> record_process(model::RunId id, int attempt,
                                      const model::ProcessIdentity& process,
                                      const store::Tenure& tenure) override;
    base::Result<bool> record_items(model::RunId id, int attempt,
                                    const std::vector<model::RunItem>& items,
                                    const store::Tenure& tenure) override;
    base::Result<bool> keep_result(model::RunId id, int attempt, const model::AttemptResult& result,
                                   const std::vector<model::RunItem>& items,
                                   const store::Tenure& tenure) override;
    base::Result<bool> finish(const store::Finish& finish, const store::Tenure& tenure) override;
    base::Result<bool> adopt(model::RunId id, const store::Tenure& tenure) override;
    base::Result<bool> hide(model::RunId id, int attempt, const store::Tenure& tenure,
                            time::Instant at) override;
    base::Result<std::vector<model::Run>> mark_unknown(const store::Tenure& tenure,
                                                       time::Instant at) override;
    base::Result<bool> settle(model::RunId id, model::RunState to, time::Instant at) override;
    base::Result<bool> rearm(model::TaskId id, std::optional<time::Second> next_run_at) override;
    base::Result<bool> move_next(model::TaskId id, model::Version version, time::Second from,
                                 time::Second to) override;
    base::Result<std::int64_t> hasten_attempts(time::Instant now) override;
    base::Result<void> set_zone_rules(const std::string& stamp) override;
    base::Result<std::vector<model::Run>> claim_reboot(const std::string& boot_id,
                                                       time::Second booted_at,
                                                       time::Instant at) override;

  private:
    store::Transaction& inner_;
    Changes& changes_;
    const Lies& lies_;
};

/// Notes which tasks are changed.
class ObservedTaskWriter final : public store::TaskWriter {
  public:
    ObservedTaskWriter(store::TaskWriter& inner, Changes& changes)
        : inner_(inner), changes_(changes) {}

    base::Result<model::TaskId> insert(const model::Task& task, const model::Payload& payload,
                                       const store::Author& author) override;
    base::Result<bool> update(const model::Task& task, const model::Payload* payload,
                              const store::Author& author) override;
    base::Result<bool> set_state(model::TaskId id, model::Version version, model::TaskState state,
                                 std::optional<time::Second> next_run_at,
                                 const store::Author& author) override;
    base::Result<std::int64_t> cancel_runs(model::TaskId id, model::RunReason reason,
                                           time::Instant at) override;
    base::Result<std::int64_t> request_kill_of(model::TaskId id, time::Instant at) override;
    base::Result<bool> request_kill(model::RunId id, time::Instant at) override;
    base::Result<model::RunId> insert_run(const model::Task& task, time::Instant at) override;
    base::Result<bool> move_run(model::RunId id, model::RunState from, model::RunState to,
                                model::RunReason reason, time::Instant at) override;
    base::Result<std::int64_t> move_items(model::RunId id, std::optional<int> number,
                                          model::ItemState from, model::ItemState to) override;
    base::Result<std::int64_t> reopen_items(model::RunId id) override;
    base::Result<std::int64_t> settle_missed(const store::MissedTask& missed,
                                             const model::MissedVerdict& verdict,
                                             time::Instant at) override;
    base::Result<void> record(const model::AuditEntry& entry) override;

  private:
    store::TaskWriter& inner_;
    Changes& changes_;
};

}  // namespace tasksched::simulation
