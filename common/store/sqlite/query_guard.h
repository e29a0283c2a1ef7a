#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/store/query_rows.h"
#include "common/store/sqlite/database.h"

namespace tasksched::store::sqlite {

/// Stands between a connection and SQL that a person wrote. From its beginning to its end the
/// connection reads through views of the tables that may be read, cut down to a user's rows;
/// anything else is refused by the engine as it prepares the statement, and what takes too long is
/// ended. The connection serves nothing else any more.
class QueryGuard {
  public:
    /// Throws SQLite::Exception. The database outlives the guard.
    QueryGuard(Database& database, const std::optional<std::string>& user,
               const QueryLimits& limits);
    QueryGuard(const QueryGuard&) = delete;
    QueryGuard& operator=(const QueryGuard&) = delete;
    ~QueryGuard();

    /// What was refused, for people; empty: nothing was.
    [[nodiscard]] const std::string& refused() const { return refused_; }

    /// Whether the time is over.
    [[nodiscard]] bool is_late() const;

  private:
    static int authorize(void* self, int action, const char* first, const char* second,
                         const char* schema, const char* view);
    static int on_progress(void* self);
    bool may_read(std::string_view table, std::string_view schema, std::string_view view);
    bool may_do(int action, std::string_view function);
    bool refuse(std::string what);

    Database& database_;
    bool sees_all_;       ///< the rows of all users: the tables may be read without our views
    std::string secret_;  ///< part of the names of the views that read the tables
    std::chrono::steady_clock::time_point deadline_;
    std::string refused_;
};

/// The tables, in order.
std::vector<std::string_view> readable_tables();

}  // namespace tasksched::store::sqlite
