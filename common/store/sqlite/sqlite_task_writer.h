#pragma once

#include "common/store/sqlite/session.h"
#include "common/store/task_writer.h"

namespace tasksched::store::sqlite {

class SqliteTaskWriter final : public TaskWriter {
  public:
    /// The session must outlive it.
    explicit SqliteTaskWriter(Session& session) : session_(session) {}

    base::Result<model::TaskId> insert(const model::Task& task, const model::Payload& payload,
                                       const Author& author) override;
    base::Result<bool> update(const model::Task& task, const model::Payload* payload,
                              const Author& author) override;
    base::Result<bool> set_state(model::TaskId id, model::Version version, model::TaskState state,
                                 std::optional<time::Second> next_run_at,
                                 const Author& author) override;
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
    base::Result<std::int64_t> settle_missed(const MissedTask& missed,
                                             const model::MissedVerdict& verdict,
                                             time::Instant at) override;
    base::Result<void> record(const model::AuditEntry& entry) override;

  private:
    struct OldVersion;

    base::Result<std::optional<OldVersion>> old_version(model::TaskId id, model::Version version);
    void add_version(model::TaskId id, model::Version version, const std::string& user,
                     const Author& author);

    Session& session_;
};

}  // namespace tasksched::store::sqlite
