#pragma once

#include "common/store/due_reader.h"
#include "common/store/sqlite/session.h"

namespace tasksched::store::sqlite {

class SqliteDueReader final : public DueReader {
  public:
    /// The session must outlive it.
    explicit SqliteDueReader(Session& session) : session_(session) {}

    base::Result<std::vector<model::Task>> due_tasks(time::Second horizon,
                                                     std::int64_t limit) override;
    base::Result<std::vector<model::Task>> tasks_due_between(time::Second after, time::Second until,
                                                             std::int64_t limit) override;
    base::Result<model::Revision> revision() override;
    base::Result<std::vector<model::Task>> changed_tasks(model::Revision after,
                                                         std::int64_t limit) override;
    base::Result<std::vector<model::Run>> queued_runs(const std::string& type, time::Instant now,
                                                      std::int64_t limit) override;
    base::Result<std::vector<std::string>> queued_types() override;
    base::Result<std::vector<model::Run>> delayed_runs(time::Instant now,
                                                       std::int64_t limit) override;
    base::Result<std::int64_t> count_due_before(time::Second when, std::int64_t limit) override;
    base::Result<std::vector<model::Run>> waiting_runs(std::int64_t limit) override;
    base::Result<std::vector<model::Task>> stalled_tasks(std::int64_t limit) override;
    base::Result<std::vector<model::Task>> moved_tasks(model::TaskId after,
                                                       std::int64_t limit) override;
    base::Result<std::vector<model::Task>> pending_tasks(model::TaskId after,
                                                         time::Second later_than,
                                                         std::int64_t limit) override;
    base::Result<std::optional<time::Instant>> newest_run_at() override;
    base::Result<std::string> zone_rules() override;
    base::Result<bool> has_run(model::TaskId id, time::Second scheduled_for) override;
    base::Result<std::vector<model::Run>> kill_requests(std::int64_t limit) override;

  private:
    Session& session_;
};

}  // namespace tasksched::store::sqlite
