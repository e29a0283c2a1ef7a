#pragma once

#include <SQLiteCpp/Database.h>

#include <string>
#include <vector>

namespace tasksched::store {

/// The database file as anybody else might open it: to look at what a store left there, and to lay
/// out what a store must refuse. Throws SQLite::Exception.
class RawDatabase {
  public:
    explicit RawDatabase(const std::string& path);

    void exec(const std::string& sql) { connection_.exec(sql); }

    /// The first column of the first row, as text; empty for NULL and where there is no row.
    std::string text(const std::string& sql);

    /// The last column of each row: with EXPLAIN QUERY PLAN, a step of the plan.
    std::vector<std::string> last_column(const std::string& sql);

  private:
    SQLite::Database connection_;
};

}  // namespace tasksched::store
