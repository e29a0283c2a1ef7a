#pragma once

#include "common/store/run_writer.h"
#include "common/store/sqlite/session.h"

namespace tasksched::store::sqlite {

class SqliteRunWriter final : public RunWriter {
  public:
    /// The session must outlive it.
    explicit SqliteRunWriter(Session& session) : session_(session) {}

    base::Result<Tenure> begin_tenure(const std::string& owner, const std::string& host,
                                      time::Instant at) override;
    base::Result<bool> holds(const Tenure& tenure) override;
    base::Result<ClaimResult> claim(const Claim& claim, time::Instant at) override;
    base::Result<ClaimResult> claim_and_start(const Claim& claim, const Tenure& tenure,
                                              const Site& site, time::Instant at) override;
    base::Result<StartResult> start(model::RunId id, const Tenure& tenure, const Site& site,
                                    time::Instant at) override;
    base::Result<bool> record_supervisor(model::RunId id, int attempt,
                                         const std::string& supervisor,
                                         const Tenure& tenure) override;
    base::Result<bool> adopt(model::RunId id, const Tenure& tenure) override;
    base::Result<bool> hide(model::RunId id, int attempt, const Tenure& tenure,
                            time::Instant at) override;
    base::Result<bool> record_process(model::RunId id, int attempt,
                                      const model::ProcessIdentity& process,
                                      const Tenure& tenure) override;
    base::Result<bool> record_items(model::RunId id, int attempt,
                                    const std::vector<model::RunItem>& items,
                                    const Tenure& tenure) override;
    base::Result<bool> keep_result(model::RunId id, int attempt, const model::AttemptResult& result,
                                   const std::vector<model::RunItem>& items,
                                   const Tenure& tenure) override;
    base::Result<bool> finish(const Finish& finish, const Tenure& tenure) override;
    base::Result<std::vector<model::Run>> mark_unknown(const Tenure& tenure,
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
    bool end_run(const Finish& finish, const Tenure& tenure);
    void end_attempt(const Finish& finish);

    Session& session_;
};

}  // namespace tasksched::store::sqlite
