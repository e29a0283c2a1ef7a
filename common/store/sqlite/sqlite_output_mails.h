#pragma once

#include "common/store/output_mails.h"
#include "common/store/sqlite/session.h"

namespace tasksched::store::sqlite {

class SqliteOutputMails final : public OutputMails {
  public:
    /// The session must outlive it.
    explicit SqliteOutputMails(Session& session) : session_(session) {}

    base::Result<void> add(const OutputMail& mail) override;
    base::Result<std::vector<OutputMail>> due(time::Instant now, std::int64_t limit) override;
    base::Result<std::optional<time::Instant>> next_due() override;
    base::Result<void> put_off(model::RunId run, int tries, time::Instant until) override;
    base::Result<void> remove(model::RunId run) override;

  private:
    Session& session_;
};

}  // namespace tasksched::store::sqlite
