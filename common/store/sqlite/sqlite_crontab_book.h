#pragma once

#include "common/store/crontab_book.h"
#include "common/store/sqlite/session.h"

namespace tasksched::store::sqlite {

class SqliteCrontabBook final : public CrontabBook {
  public:
    /// The session must outlive it.
    explicit SqliteCrontabBook(Session& session) : session_(session) {}

    base::Result<std::optional<Crontab>> crontab(const std::string& user_id) override;
    base::Result<std::vector<FormerCrontab>> history(const std::string& user_id) override;
    base::Result<std::vector<CrontabLine>> lines(const std::string& user_id,
                                                 const std::string& source) override;
    base::Result<std::optional<CrontabLine>> line_of(model::TaskId task) override;
    base::Result<void> replace(const std::string& user_id, const std::optional<Crontab>& crontab,
                               CrontabOperation operation, const std::string& by,
                               time::Instant at) override;
    base::Result<void> set_line(const CrontabLine& line) override;
    base::Result<void> drop_line(model::TaskId task) override;

  private:
    Session& session_;
};

}  // namespace tasksched::store::sqlite
