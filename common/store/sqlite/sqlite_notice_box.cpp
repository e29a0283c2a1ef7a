#include "common/store/sqlite/sqlite_notice_box.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "common/base/check.h"
#include "common/store/sqlite/notice_sql.h"

namespace tasksched::store::sqlite {

namespace {

using base::Result;
using model::Notice;
using model::NoticeId;

/// Nothing is put off for longer.
constexpr std::chrono::hours kFarAhead{25};

Result<Notice> read_notice(const Query& row) {
    auto kind = model::parse_notice_kind(row.text(5));
    if (!kind) {
        return tl::unexpected(std::move(kind.error()));
    }
    Notice notice;
    notice.id = {row.integer(0)};
    notice.what = {.task_id = {row.integer(1)},
                   .user_id = row.text(2),
                   .run_id = {row.integer(3)},
                   .attempt = row.small_integer(4),
                   .kind = *kind,
                   .why = row.text(6)};
    notice.first_at = row.instant(7);
    notice.happened_at = row.instant(8);
    notice.count = row.integer(9);
    notice.due_at = row.instant(10);
    if (!row.is_null(11)) {
        notice.message = NoticeId{row.integer(11)};
    }
    notice.address = row.text(12);
    notice.by_mail = row.truth(13);
    notice.by_command = row.truth(14);
    notice.tries = row.small_integer(15);
    notice.tried_since = row.optional(16, &Query::instant);
    notice.task_tried_at = row.optional(17, &Query::instant);
    return notice;
}

Result<std::vector<Notice>> read_notices(Query row) {
    std::vector<Notice> notices;
    while (row.step()) {
        auto notice = read_notice(row);
        if (!notice) {
            return tl::unexpected(std::move(notice.error()));
        }
        notices.push_back(std::move(*notice));
    }
    return notices;
}

}  // namespace

Result<void> SqliteNoticeBox::add(const model::NewNotice& what, time::Instant at) {
    return session_.change([&]() -> Result<void> {
        Statements& statements = session_.statements();
        const auto kind = to_string(what.kind);
        if (statements.run(sql::kCountNotice, what.task_id, at) == 1) {
            statements.run(sql::kRenewNotice, what.task_id, what.run_id, what.attempt, kind,
                           what.why);
        } else {
            statements.run(sql::kInsertNotice, what.task_id, what.user_id, what.run_id,
                           what.attempt, kind, what.why, at);
        }
        return {};
    });
}

Result<std::vector<Notice>> SqliteNoticeBox::due(time::Instant now, std::int64_t limit) {
    return session_.change([&]() -> Result<std::vector<Notice>> {
        Statements& statements = session_.statements();
        statements.run(sql::kHastenNotices, now, now + kFarAhead);
        return read_notices(statements.use(sql::kDueNotices, now, limit));
    });
}

Result<std::vector<Notice>> SqliteNoticeBox::tried(std::int64_t limit) {
    return session_.guard(
        [&] { return read_notices(session_.statements().use(sql::kTriedNotices, limit)); });
}

Result<std::optional<time::Instant>> SqliteNoticeBox::next_due() {
    return session_.guard([&]() -> Result<std::optional<time::Instant>> {
        Query row = session_.statements().use(sql::kNextNotice);
        return row.step() ? row.optional(0, &Query::instant) : std::nullopt;
    });
}

Result<MessageCount> SqliteNoticeBox::begun_since(const std::string& address, time::Instant since) {
    return session_.guard([&]() -> Result<MessageCount> {
        Query row = session_.statements().use(sql::kMessagesBegun, text_or_null(address), since);
        row.step();
        return MessageCount{.messages = row.integer(0), .first = row.optional(1, &Query::instant)};
    });
}

Result<void> SqliteNoticeBox::put_off(NoticeId id, time::Instant until) {
    return run(sql::kPutNoticeOff, id, until);
}

Result<void> SqliteNoticeBox::close(NoticeId id) { return run(sql::kCloseNotice, id); }

Result<NoticeId> SqliteNoticeBox::begin(const std::vector<NoticeId>& ids, const MessageTry& how,
                                        time::Instant at) {
    TASKSCHED_CHECK(!ids.empty());
    const NoticeId message = *std::min_element(ids.begin(), ids.end());
    return session_.change([&]() -> Result<NoticeId> {
        for (const NoticeId id : ids) {
            session_.statements().run(sql::kBeginMessage, id, message, text_or_null(how.address),
                                      how.by_mail ? 1 : 0, how.by_command ? 1 : 0, how.next_try,
                                      at);
        }
        return message;
    });
}

Result<void> SqliteNoticeBox::begin_again(NoticeId message, time::Instant next_try,
                                          time::Instant at) {
    return run(sql::kBeginMessageAgain, message, next_try, at);
}

Result<void> SqliteNoticeBox::end_try(NoticeId message, bool by_mail, bool by_command,
                                      time::Instant at) {
    return by_mail || by_command
               ? run(sql::kLeaveWays, message, by_mail ? 1 : 0, by_command ? 1 : 0)
               : run(sql::kMessageTold, message, at);
}

Result<void> SqliteNoticeBox::give_up(NoticeId message) {
    return run(sql::kGiveMessageUp, message);
}

Result<void> SqliteNoticeBox::forget(time::Instant before) {
    return run(sql::kForgetNotices, before);
}

}  // namespace tasksched::store::sqlite
