#pragma once

#include <sqlite3.h>

#include <stdexcept>
#include <string>

namespace tasksched::bench {

/// The bare engine, with as little around it as there can be.
class BareDatabase {
  public:
    explicit BareDatabase(const std::string& path) {
        check(sqlite3_open_v2(path.c_str(), &connection_, SQLITE_OPEN_READWRITE, nullptr));
        exec("PRAGMA synchronous = FULL");
        exec("PRAGMA foreign_keys = ON");
        exec("PRAGMA wal_autocheckpoint = 0");
    }
    BareDatabase(const BareDatabase&) = delete;
    BareDatabase& operator=(const BareDatabase&) = delete;
    ~BareDatabase() { sqlite3_close_v2(connection_); }

    void exec(const char* sql) { check(sqlite3_exec(connection_, sql, nullptr, nullptr, nullptr)); }
    sqlite3_stmt* prepare(const char* sql) {
        sqlite3_stmt* statement = nullptr;
        check(sqlite3_prepare_v2(connection_, sql, -1, &statement, nullptr));
        return statement;
    }
    void run(sqlite3_stmt* statement) {
        if (sqlite3_step(statement) != SQLITE_DONE) {
            throw std::runtime_error(sqlite3_errmsg(connection_));
        }
        sqlite3_reset(statement);
    }
    [[nodiscard]] sqlite3_int64 last_id() const { return sqlite3_last_insert_rowid(connection_); }

  private:
    void check(int code) {
        if (code != SQLITE_OK) {
            throw std::runtime_error(sqlite3_errmsg(connection_));
        }
    }

    sqlite3* connection_ = nullptr;
};

}  // namespace tasksched::bench
