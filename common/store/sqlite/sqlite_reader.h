#pragma once

#include "common/store/reader.h"
#include "common/store/sqlite/session.h"

namespace tasksched::store::sqlite {

class SqliteReader final : public Reader {
  public:
    /// The session must outlive it.
    explicit SqliteReader(Session& session) : session_(session) {}

    base::Result<std::optional<model::Task>> task(model::TaskId id) override;
    base::Result<std::optional<model::Task>> task_named(const std::string& user_id,
                                                        const std::string& name) override;
    base::Result<std::optional<model::Task>> latest_task_named(const std::string& user_id,
                                                               const std::string& name) override;
    base::Result<std::vector<model::Task>> tasks(const TaskFilter& filter) override;
    base::Result<model::Payload> payload(model::TaskId id, model::Version version) override;
    base::Result<std::optional<model::Run>> run(model::RunId id) override;
    base::Result<std::optional<model::Run>> newest_record(model::TaskId id,
                                                          time::Second not_after) override;
    base::Result<std::vector<model::Run>> runs(const RunFilter& filter) override;
    base::Result<std::vector<model::Attempt>> attempts(model::RunId id) override;
    base::Result<std::vector<model::RunItem>> run_items(model::RunId id) override;
    base::Result<std::optional<model::KeptResult>> kept_result(model::RunId id) override;
    base::Result<std::vector<model::TaskVersion>> versions(model::TaskId id, model::Version before,
                                                           std::int64_t limit) override;
    base::Result<std::vector<model::AuditEntry>> audit(const AuditFilter& filter) override;
    base::Result<model::Output> output(model::RunId id, int attempt) override;
    base::Result<std::vector<MissedTask>> missed(const MissedFilter& filter) override;
    base::Result<Totals> totals(time::Instant now, time::Instant since) override;

  private:
    Session& session_;
};

}  // namespace tasksched::store::sqlite
