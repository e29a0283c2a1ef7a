#include "tests/bench/bare_insert.h"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <stdexcept>
#include <vector>

#include <fmt/format.h>

namespace tasksched::bench {
namespace {

constexpr std::array kTables{"tasks", "task_versions", "commands"};

struct Closer {
    void operator()(sqlite3* database) const { sqlite3_close(database); }
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
    void operator()(sqlite3_value* value) const { sqlite3_value_free(value); }
};
using Database = std::unique_ptr<sqlite3, Closer>;
using Statement = std::unique_ptr<sqlite3_stmt, Closer>;
using Row = std::vector<std::unique_ptr<sqlite3_value, Closer>>;

void require(bool holds, sqlite3* database) {
    if (!holds) {
        throw std::runtime_error(fmt::format("SQLite: {}", sqlite3_errmsg(database)));
    }
}

Database open(const std::string& path) {
    sqlite3* database = nullptr;
    const int result = sqlite3_open(path.c_str(), &database);
    Database owned(database);
    require(result == SQLITE_OK, database);
    return owned;
}

void execute(const Database& database, const std::string& sql) {
    require(sqlite3_exec(database.get(), sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK,
            database.get());
}

Statement prepare(const Database& database, const std::string& sql) {
    sqlite3_stmt* statement = nullptr;
    require(sqlite3_prepare_v2(database.get(), sql.c_str(), -1, &statement, nullptr) == SQLITE_OK,
            database.get());
    return Statement(statement);
}

std::vector<Row> rows_of(const Database& database, const std::string& query) {
    const Statement statement = prepare(database, query);
    std::vector<Row> rows;
    while (sqlite3_step(statement.get()) == SQLITE_ROW) {
        Row& row = rows.emplace_back();
        for (int i = 0; i < sqlite3_column_count(statement.get()); ++i) {
            row.emplace_back(sqlite3_value_dup(sqlite3_column_value(statement.get(), i)));
        }
    }
    return rows;
}

/// The tables with their indexes, those alone: nothing refers to what is not there.
void make_schema(const Database& from, const Database& to) {
    for (const char* table : kTables) {
        const std::string query = fmt::format(
            "select sql from sqlite_schema where tbl_name = '{}' and sql is not null"
            " order by type desc",
            table);
        for (const Row& row : rows_of(from, query)) {
            execute(to, reinterpret_cast<const char*>(sqlite3_value_text(row[0].get())));
        }
    }
}

/// One table's rows and the statement that inserts one.
struct Load {
    std::vector<Row> rows;
    Statement insert;
};

Load load(const Database& from, const Database& to, const std::string& table) {
    Load result{.rows = rows_of(from, fmt::format("select * from {}", table)), .insert = {}};
    if (result.rows.empty()) {
        throw std::runtime_error(table + " is empty");
    }
    std::string places = "?";
    for (std::size_t i = 1; i < result.rows.front().size(); ++i) {
        places += ", ?";
    }
    result.insert = prepare(to, fmt::format("insert into {} values ({})", table, places));
    return result;
}

void insert_row(const Load& load, const Row& row, sqlite3* database) {
    for (std::size_t i = 0; i < row.size(); ++i) {
        sqlite3_bind_value(load.insert.get(), static_cast<int>(i) + 1, row[i].get());
    }
    require(sqlite3_step(load.insert.get()) == SQLITE_DONE, database);
    sqlite3_reset(load.insert.get());
}

}  // namespace

std::chrono::nanoseconds bare_insert(const std::string& store, const std::string& target) {
    const Database from = open(store);
    const Database to = open(target);
    execute(to,
            "pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on;"
            "pragma wal_autocheckpoint = 0");
    make_schema(from, to);
    std::vector<Load> loads;
    std::size_t most = 0;
    for (const char* table : kTables) {
        loads.push_back(load(from, to, table));
        most = std::max(most, loads.back().rows.size());
    }
    const auto begin = std::chrono::steady_clock::now();
    execute(to, "begin immediate");
    for (std::size_t i = 0; i < most; ++i) {
        for (const Load& one : loads) {
            if (i < one.rows.size()) {
                insert_row(one, one.rows[i], to.get());
            }
        }
    }
    execute(to, "commit");
    return std::chrono::steady_clock::now() - begin;
}

}  // namespace tasksched::bench
