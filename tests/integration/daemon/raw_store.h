#pragma once

#include <sqlite3.h>

#include <memory>
#include <stdexcept>
#include <string>

namespace tasksched::support {

/// Changes the store behind the programs' back. Nobody else may have it open: it goes without the
/// store's lock.
inline void exec(const std::string& database, const std::string& sql) {
    sqlite3* opened = nullptr;
    const int status = sqlite3_open(database.c_str(), &opened);
    const std::unique_ptr<sqlite3, int (*)(sqlite3*)> closing(opened, &sqlite3_close);
    if (status != SQLITE_OK ||
        sqlite3_db_config(opened, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr) != SQLITE_OK ||
        sqlite3_exec(opened, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
        throw std::runtime_error(sqlite3_errmsg(opened));
    }
}

}  // namespace tasksched::support
