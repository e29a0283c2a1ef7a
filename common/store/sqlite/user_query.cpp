#include "common/store/sqlite/user_query.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include "common/base/text.h"
#include "common/store/sqlite/failure.h"
#include "common/store/sqlite/opening.h"
#include "common/store/sqlite/query_guard.h"

namespace tasksched::store::sqlite {

namespace {

using base::ErrorCode;
using base::fail;
using base::Result;

QueryValue value_at(SQLite::Statement& statement, int index) {
    const SQLite::Column column = statement.getColumn(index);
    if (column.isNull()) {
        return std::nullopt;
    }
    const std::string bytes = column.getString();
    if (!column.isBlob()) {
        return bytes;
    }
    std::string hex;
    for (const char c : bytes) {
        hex += fmt::format("{:02x}", static_cast<unsigned char>(c));
    }
    return hex;
}

Result<void> hand_out(SQLite::Statement& statement, const QueryLimits& limits,
                      const RowSink& sink) {
    const int columns = statement.getColumnCount();
    std::vector<QueryValue> row;
    for (int i = 0; i < columns; ++i) {
        row.emplace_back(statement.getColumnName(i));
    }
    if (auto taken = sink(row); !taken) {
        return taken;
    }
    for (std::int64_t rows = 0; statement.executeStep(); ++rows) {
        if (rows == limits.rows) {
            return fail(ErrorCode::kFailed, "the query finds more than {} rows; add a LIMIT",
                        limits.rows);
        }
        row.clear();
        for (int i = 0; i < columns; ++i) {
            row.push_back(value_at(statement, i));
        }
        if (auto taken = sink(row); !taken) {
            return taken;
        }
    }
    return {};
}

/// What an exception means to who wrote the query.
base::Error explain(const SQLite::Exception& exception, const QueryGuard& guard,
                    const QueryLimits& limits, const Database& database) {
    const int code = exception.getErrorCode();
    if (code == SQLITE_INTERRUPT && guard.is_late()) {
        return {ErrorCode::kFailed,
                fmt::format("the query took longer than {} s and was ended; ask for less",
                            std::chrono::duration_cast<std::chrono::seconds>(limits.time).count())};
    }
    if (code == SQLITE_NOMEM) {
        return {ErrorCode::kFailed, "the query needs more memory than it may have; ask for less"};
    }
    if (!guard.refused().empty()) {
        return {ErrorCode::kInvalid,
                fmt::format("a query may not use {}; it is one SELECT of the tables {}",
                            guard.refused(), fmt::join(readable_tables(), ", "))};
    }
    if (code == SQLITE_ERROR || code == SQLITE_TOOBIG || code == SQLITE_RANGE) {
        return {ErrorCode::kInvalid,
                fmt::format("the query: {}", base::escape_control(exception.what()))};
    }
    return to_error(exception, database);
}

/// Whether there is another statement after the first, which the engine would pass over.
bool has_more(SQLite::Database& connection, const std::string& sql) {
    const char* rest = sql.c_str();
    int statements = 0;
    while (*rest != '\0' && statements < 2) {
        sqlite3_stmt* statement = nullptr;
        const int prepared =
            sqlite3_prepare_v2(connection.getHandle(), rest, -1, &statement, &rest);
        sqlite3_finalize(statement);
        // Nothing but blanks and comments makes none.
        statements += statement != nullptr || prepared != SQLITE_OK ? 1 : 0;
        if (prepared != SQLITE_OK) {
            break;
        }
    }
    return statements > 1;
}

Result<void> run_guarded(Database& database, const std::string& sql,
                         const std::optional<std::string>& user, const QueryLimits& limits,
                         const RowSink& sink) {
    QueryGuard guard(database, user, limits);
    try {
        SQLite::Statement statement(database.handle(), sql);
        if (has_more(database.handle(), sql)) {
            return fail(ErrorCode::kInvalid,
                        "the query has more than one statement; one SELECT is expected");
        }
        if (statement.getColumnCount() == 0) {
            return fail(ErrorCode::kInvalid, "the query is empty; one SELECT is expected");
        }
        return hand_out(statement, limits, sink);
    } catch (const SQLite::Exception& exception) {
        return tl::unexpected(explain(exception, guard, limits, database));
    }
}

}  // namespace

Result<void> run_user_query(const std::string& path, std::string_view sql,
                            const std::optional<std::string>& user, const QueryLimits& limits,
                            const RowSink& sink) {
    if (sql.find('\0') != std::string_view::npos) {
        return fail(ErrorCode::kInvalid, "the query holds a NUL character; take it out");
    }
    OpenOptions options;
    options.mode = OpenMode::kRead;
    auto opened = open_files(path, options, Exclusion::kLockFile);
    if (!opened) {
        return tl::unexpected(std::move(opened.error()));
    }
    if (auto ready = make_ready(*opened, options); !ready) {
        return tl::unexpected(std::move(ready.error()));
    }
    return guarded(opened->database, [&] {
        return run_guarded(opened->database, std::string(sql), user, limits, sink);
    });
}

}  // namespace tasksched::store::sqlite
