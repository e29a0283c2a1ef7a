#pragma once

#include "common/store/notice_box.h"
#include "common/store/sqlite/session.h"

namespace tasksched::store::sqlite {

class SqliteNoticeBox final : public NoticeBox {
  public:
    /// The session must outlive it.
    explicit SqliteNoticeBox(Session& session) : session_(session) {}

    base::Result<void> add(const model::NewNotice& what, time::Instant at) override;
    base::Result<std::vector<model::Notice>> due(time::Instant now, std::int64_t limit) override;
    base::Result<std::vector<model::Notice>> tried(std::int64_t limit) override;
    base::Result<std::optional<time::Instant>> next_due() override;
    base::Result<MessageCount> begun_since(const std::string& address,
                                           time::Instant since) override;
    base::Result<void> put_off(model::NoticeId id, time::Instant until) override;
    base::Result<void> close(model::NoticeId id) override;
    base::Result<model::NoticeId> begin(const std::vector<model::NoticeId>& ids,
                                        const MessageTry& how, time::Instant at) override;
    base::Result<void> begin_again(model::NoticeId message, time::Instant next_try,
                                   time::Instant at) override;
    base::Result<void> end_try(model::NoticeId message, bool by_mail, bool by_command,
                               time::Instant at) override;
    base::Result<void> give_up(model::NoticeId message) override;
    base::Result<void> forget(time::Instant before) override;

  private:
    template <typename... Values>
    base::Result<void> run(const char* sql, const Values&... values) {
        return session_.change([&]() -> base::Result<void> {
            session_.statements().run(sql, values...);
            return {};
        });
    }

    Session& session_;
};

}  // namespace tasksched::store::sqlite
