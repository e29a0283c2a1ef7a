#include "common/store/open.h"

#include "common/store/query_rows.h"

#include "common/store/sqlite/backup.h"
#include "common/store/sqlite/check.h"
#include "common/store/sqlite/opening.h"
#include "common/store/sqlite/query_guard.h"
#include "common/store/sqlite/sqlite_store.h"
#include "common/store/sqlite/user_query.h"

namespace tasksched::store {

namespace {

using base::Result;

/// Calls `work` with the path of a store in an SQLite file.
template <typename Work>
std::invoke_result_t<Work, const std::string&> with_sqlite(const Location& location, Work&& work) {
    if (location.engine == Engine::kSqlite) {
        return work(location.path);
    }
    return base::fail(base::ErrorCode::kFailed,
                      "this tasksched was built without PostgreSQL; use a store of sqlite:PATH");
}

}  // namespace

Result<std::unique_ptr<Store>> open_store(const Location& location, const OpenOptions& options) {
    return with_sqlite(location,
                       [&](const std::string& path) { return sqlite::open_sqlite(path, options); });
}

Result<CheckReport> check_store(const Location& location) {
    return with_sqlite(location, [](const std::string& path) { return sqlite::check(path); });
}

Result<void> backup_store(const Location& location, const std::string& target) {
    return with_sqlite(location,
                       [&](const std::string& path) { return sqlite::backup(path, target); });
}

Result<int> migrate_store(const Location& location) {
    return with_sqlite(location, [](const std::string& path) { return sqlite::upgrade(path); });
}

std::vector<std::string_view> query_tables() { return sqlite::readable_tables(); }

Result<void> query_rows(const Location& location, std::string_view sql,
                        const std::optional<std::string>& user, const QueryLimits& limits,
                        const RowSink& sink) {
    return with_sqlite(location, [&](const std::string& path) {
        return sqlite::run_user_query(path, sql, user, limits, sink);
    });
}

Result<std::optional<std::int64_t>> write_lock_holder(const Location& location) {
    return with_sqlite(location, [](const std::string& path) {
        return sqlite::find_files(path).and_then(
            [](const sqlite::StoreFiles& files) { return sqlite::lock_holder(files); });
    });
}

}  // namespace tasksched::store
