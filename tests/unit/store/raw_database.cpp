#include "tests/unit/store/raw_database.h"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Statement.h>
#include <sqlite3.h>

namespace tasksched::store {

RawDatabase::RawDatabase(const std::string& path)
    : connection_(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, 5000) {
    sqlite3_wal_autocheckpoint(connection_.getHandle(), 0);
    connection_.check(
        sqlite3_db_config(connection_.getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr));
}

std::string RawDatabase::text(const std::string& sql) {
    SQLite::Statement statement(connection_, sql);
    return statement.executeStep() ? statement.getColumn(0).getString() : std::string();
}

std::vector<std::string> RawDatabase::last_column(const std::string& sql) {
    SQLite::Statement statement(connection_, sql);
    std::vector<std::string> column;
    while (statement.executeStep()) {
        column.push_back(statement.getColumn(statement.getColumnCount() - 1).getString());
    }
    return column;
}

}  // namespace tasksched::store
