#include "common/store/sqlite/check.h"

#include <sqlite3.h>

#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "common/base/text.h"
#include "common/store/sqlite/check_sql.h"
#include "common/store/sqlite/failure.h"
#include "common/store/sqlite/migrations.h"
#include "common/store/sqlite/opening.h"
#include "common/store/sqlite/payload_rows.h"
#include "common/store/sqlite/statements.h"
#include "common/store/sqlite/task_read_sql.h"
#include "common/store/sqlite/task_rows.h"

namespace tasksched::store::sqlite {

namespace {

using base::ErrorCode;
using base::Result;

using Schema = std::vector<std::tuple<std::string, std::string, std::string>>;

Result<void> damaged(const StoreFiles& files, std::string_view what) {
    return base::fail(ErrorCode::kFailed, "the store {} is damaged: {}; restore a backup",
                      files.shown, base::escape_control(what));
}

Schema schema_of(SQLite::Database& connection) {
    Statements statements(connection);
    Schema schema;
    for (Query row = statements.use(sql::kSchema); row.step();) {
        schema.emplace_back(row.text(0), row.text(1), row.text(2));
    }
    return schema;
}

/// What the migrations make of an empty database.
Schema expected_schema() {
    SQLite::Database memory(":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    for (const Migration& step : migrations()) {
        memory.exec(step.sql);
    }
    return schema_of(memory);
}

/// The text of the first row, where it is not `sound`.
Result<void> check_rows(const StoreFiles& files, Query query, std::string_view sound = {}) {
    if (!query.step()) {
        return {};
    }
    const std::string text = query.text(0);
    return text == sound ? Result<void>() : damaged(files, text);
}

/// Reads every task and the payload of its version, as the daemon would.
Result<void> check_tasks(const StoreFiles& files, Statements& statements) {
    for (Query row = statements.use(sql::kChangedTasks, 0); row.step();) {
        const auto task = read_task(row);
        if (!task) {
            return damaged(files, task.error().message);
        }
        const auto payload = read_payload(statements, task->type, task->id, task->version);
        if (!payload) {
            return damaged(files, payload.error().message);
        }
    }
    return {};
}

Result<void> check_contents(Database& database, Statements& statements) {
    const StoreFiles& files = database.files();
    if (auto sound = check_rows(files, statements.use(sql::kIntegrity), "ok"); !sound) {
        return sound;
    }
    if (schema_of(database.handle()) != expected_schema()) {
        return damaged(files, "its tables are not those that tasksched makes");
    }
    for (const char* fault : {sql::kForeignKeys, sql::kWrongCounters, sql::kWrongRevision,
                              sql::kMissingVersion, sql::kMissingAttempt}) {
        if (auto sound = check_rows(files, statements.use(fault)); !sound) {
            return sound;
        }
    }
    return check_tasks(files, statements);
}

std::int64_t count(Statements& statements, const char* text) {
    Query row = statements.use(text);
    row.step();
    return row.integer(0);
}

}  // namespace

Result<CheckReport> check(const std::string& path) {
    const OpenOptions options{.mode = OpenMode::kRead};
    auto opened = open_files(path, options, Exclusion::kLockFile);
    if (!opened) {
        return tl::unexpected(std::move(opened.error()));
    }
    const auto version = make_ready(*opened, options);
    if (!version) {
        return tl::unexpected(version.error());
    }
    return guarded(opened->database, [&]() -> Result<CheckReport> {
        const ReadTransaction one_state(opened->database);
        Statements statements(opened->database.handle());
        return check_contents(opened->database, statements).map([&] {
            return CheckReport{.tasks = count(statements, sql::kCountTasks),
                               .runs = count(statements, sql::kCountRuns),
                               .schema_version = *version};
        });
    });
}

}  // namespace tasksched::store::sqlite
