#include "common/store/sqlite/sqlite_crontab_book.h"

#include "common/model/words.h"
#include "common/store/sqlite/crontab_sql.h"

namespace tasksched::store::sqlite {

namespace {

using base::Result;

constexpr std::array<model::Word<CrontabOperation>, 3> kOperations{{
    {CrontabOperation::kInstall, "install"},
    {CrontabOperation::kRemove, "remove"},
    {CrontabOperation::kUndo, "undo"},
}};

/// The columns content, installed_at and installed_by from `column` on.
Crontab read_crontab(const Query& row, int column) {
    return {.content = row.text(column),
            .installed_at = row.instant(column + 1),
            .installed_by = row.text(column + 2)};
}

CrontabLine read_line(const Query& row) {
    return {.task_id = {row.integer(0)},
            .user_id = row.text(1),
            .source = row.text(2),
            .line = row.optional(3, &Query::small_integer),
            .mail_failures_only = row.truth(4)};
}

Result<FormerCrontab> read_former(const Query& row) {
    FormerCrontab former;
    former.id = row.integer(0);
    if (!row.is_null(1)) {
        former.crontab = read_crontab(row, 1);
    }
    former.replaced_at = row.instant(4);
    former.replaced_by = row.text(5);
    return model::value_of(kOperations, row.text(6)).map([&](CrontabOperation operation) {
        former.operation = operation;
        return std::move(former);
    });
}

}  // namespace

Result<std::optional<Crontab>> SqliteCrontabBook::crontab(const std::string& user_id) {
    return session_.guard([&]() -> Result<std::optional<Crontab>> {
        Query row = session_.statements().use(sql::kCrontab, user_id);
        return row.step() ? std::optional(read_crontab(row, 0)) : std::nullopt;
    });
}

Result<std::vector<FormerCrontab>> SqliteCrontabBook::history(const std::string& user_id) {
    return session_.guard([&]() -> Result<std::vector<FormerCrontab>> {
        std::vector<FormerCrontab> all;
        Query row = session_.statements().use(sql::kCrontabHistory, user_id, kKeptFormer);
        while (row.step()) {
            auto former = read_former(row);
            if (!former) {
                return tl::unexpected(std::move(former.error()));
            }
            all.push_back(std::move(*former));
        }
        return all;
    });
}

Result<std::vector<CrontabLine>> SqliteCrontabBook::lines(const std::string& user_id,
                                                          const std::string& source) {
    return session_.guard([&]() -> Result<std::vector<CrontabLine>> {
        std::vector<CrontabLine> lines;
        Query row = session_.statements().use(sql::kCrontabLines, user_id, source);
        while (row.step()) {
            lines.push_back(read_line(row));
        }
        return lines;
    });
}

Result<std::optional<CrontabLine>> SqliteCrontabBook::line_of(model::TaskId task) {
    return session_.guard([&]() -> Result<std::optional<CrontabLine>> {
        Query row = session_.statements().use(sql::kLineOfTask, task);
        return row.step() ? std::optional(read_line(row)) : std::nullopt;
    });
}

Result<void> SqliteCrontabBook::replace(const std::string& user_id,
                                        const std::optional<Crontab>& crontab,
                                        CrontabOperation operation, const std::string& by,
                                        time::Instant at) {
    return session_.change([&]() -> Result<void> {
        Statements& statements = session_.statements();
        session_.next_revision();
        statements.run(sql::kKeepCrontab, user_id, by, at, to_string(operation));
        statements.run(sql::kForgetCrontabs, user_id, kKeptFormer);
        if (crontab) {
            statements.run(sql::kSetCrontab, user_id, Blob{crontab->content}, crontab->installed_at,
                           crontab->installed_by);
        } else {
            statements.run(sql::kRemoveCrontab, user_id);
        }
        return {};
    });
}

Result<void> SqliteCrontabBook::set_line(const CrontabLine& line) {
    return session_.change([&]() -> Result<void> {
        session_.statements().run(sql::kSetLine, line.task_id, line.user_id, line.source, line.line,
                                  line.mail_failures_only ? 1 : 0);
        return {};
    });
}

Result<void> SqliteCrontabBook::drop_line(model::TaskId task) {
    return session_.change([&]() -> Result<void> {
        session_.statements().run(sql::kDropLine, task);
        return {};
    });
}

}  // namespace tasksched::store::sqlite
