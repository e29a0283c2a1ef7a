#include "common/store/sqlite/sqlite_output_mails.h"

#include "common/store/sqlite/crontab_sql.h"

namespace tasksched::store::sqlite {

using base::Result;

Result<void> SqliteOutputMails::add(const OutputMail& mail) {
    return session_.change([&]() -> Result<void> {
        session_.statements().run(sql::kAddOutputMail, mail.run_id, mail.task_id, mail.attempt,
                                  mail.added_at);
        return {};
    });
}

Result<std::vector<OutputMail>> SqliteOutputMails::due(time::Instant now, std::int64_t limit) {
    return session_.change([&]() -> Result<std::vector<OutputMail>> {
        std::vector<OutputMail> mails;
        Query row = session_.statements().use(sql::kDueOutputMails, now, limit);
        while (row.step()) {
            mails.push_back({.run_id = {row.integer(0)},
                             .task_id = {row.integer(1)},
                             .attempt = row.small_integer(2),
                             .added_at = row.instant(3),
                             .tries = row.small_integer(4)});
        }
        return mails;
    });
}

Result<std::optional<time::Instant>> SqliteOutputMails::next_due() {
    return session_.change([&]() -> Result<std::optional<time::Instant>> {
        Query row = session_.statements().use(sql::kNextOutputMail);
        return row.step() ? row.optional(0, &Query::instant) : std::nullopt;
    });
}

Result<void> SqliteOutputMails::put_off(model::RunId run, int tries, time::Instant until) {
    return session_.change([&]() -> Result<void> {
        session_.statements().run(sql::kPutOutputMailOff, run, tries, until);
        return {};
    });
}

Result<void> SqliteOutputMails::remove(model::RunId run) {
    return session_.change([&]() -> Result<void> {
        session_.statements().run(sql::kRemoveOutputMail, run);
        return {};
    });
}

}  // namespace tasksched::store::sqlite
