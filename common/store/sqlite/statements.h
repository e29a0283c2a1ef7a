#pragma once

#include <SQLiteCpp/Database.h>

#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "common/store/sqlite/query.h"

namespace tasksched::store::sqlite {

/// The value of a column that holds NULL instead of an empty text.
inline std::optional<std::string_view> text_or_null(std::string_view text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

/// The prepared statements of one connection: each is prepared at its first use and kept.
class Statements {
  public:
    explicit Statements(SQLite::Database& connection) : connection_(connection) {}

    /// The statement of the SQL text that stands at `sql`, a constant, with `values` bound. A
    /// statement is in one use at a time; strings must live as long as its use.
    template <typename... Values>
    Query use(const char* sql, Values&&... values) {
        Query query(prepared(sql));
        query.bind(std::forward<Values>(values)...);
        return query;
    }

    /// As use() and Query::run().
    template <typename... Values>
    int run(const char* sql, Values&&... values) {
        return use(sql, std::forward<Values>(values)...).run();
    }

  private:
    SQLite::Statement& prepared(const char* sql) {
        const auto found = statements_.find(sql);
        return found != statements_.end()
                   ? found->second
                   : statements_.try_emplace(sql, connection_, sql).first->second;
    }

    SQLite::Database& connection_;
    std::unordered_map<const char*, SQLite::Statement> statements_;  ///< by the address of the SQL
};

}  // namespace tasksched::store::sqlite
