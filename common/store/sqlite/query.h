#pragma once

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Statement.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "common/base/id.h"
#include "common/time/clock.h"

namespace tasksched::store::sqlite {

/// Bytes for a column of blobs; they must live as long as the statement's use.
struct Blob {
    std::string_view bytes;
};

/// A prepared statement in use, its parameters bound; ready for the next use at the end of its
/// life. Its functions throw SQLite::Exception.
class Query {
  public:
    explicit Query(SQLite::Statement& statement) : statement_(&statement) {}
    Query(Query&& other) noexcept : statement_(std::exchange(other.statement_, nullptr)) {}
    Query& operator=(Query&&) = delete;
    Query(const Query&) = delete;
    Query& operator=(const Query&) = delete;
    ~Query() {
        if (statement_ != nullptr) {
            static_cast<void>(statement_->tryReset());
        }
    }

    /// Moves to the next row; false where there is none.
    bool step() { return statement_->executeStep(); }

    /// Runs a statement that returns no rows; returns how many rows it changed.
    int run() { return statement_->exec(); }

    // The columns of the current row, from 0.
    [[nodiscard]] bool is_null(int column) const { return statement_->isColumnNull(column); }
    [[nodiscard]] std::int64_t integer(int column) const {
        return statement_->getColumn(column).getInt64();
    }
    [[nodiscard]] int small_integer(int column) const {
        return statement_->getColumn(column).getInt();
    }
    [[nodiscard]] bool truth(int column) const { return small_integer(column) != 0; }
    [[nodiscard]] std::string text(int column) const {
        return statement_->getColumn(column).getString();
    }
    [[nodiscard]] time::Second second(int column) const {
        return time::Second(std::chrono::seconds(integer(column)));
    }
    [[nodiscard]] time::Instant instant(int column) const {
        return time::Instant(std::chrono::microseconds(integer(column)));
    }

    [[nodiscard]] std::chrono::microseconds microseconds(int column) const {
        return std::chrono::microseconds(integer(column));
    }

    /// None where the column is NULL, else what `read` (a member of this class) gives.
    template <typename Value>
    [[nodiscard]] std::optional<Value> optional(int column, Value (Query::*read)(int) const) const {
        return is_null(column) ? std::nullopt : std::optional<Value>((this->*read)(column));
    }

    /// Binds the values to the parameters ?1, ?2, ...
    template <typename... Values>
    void bind(Values&&... values) {
        int index = 0;
        (bind_at(++index, std::forward<Values>(values)), ...);
    }

  private:
    void bind_at(int index, std::int64_t value) { statement_->bind(index, value); }
    void bind_at(int index, int value) { statement_->bind(index, value); }
    void bind_at(int index, std::nullopt_t /*none*/) { statement_->bind(index); }
    /// A named string outlives the use of the statement and is not copied.
    void bind_at(int index, const std::string& value) { statement_->bindNoCopy(index, value); }
    void bind_at(int index, std::string&& value) { statement_->bind(index, value); }
    void bind_at(int index, std::string_view value) { statement_->bind(index, std::string(value)); }
    void bind_at(int index, Blob value) {
        // A null pointer would be NULL, even with no bytes behind it.
        const char* bytes = value.bytes.empty() ? "" : value.bytes.data();
        statement_->bindNoCopy(index, static_cast<const void*>(bytes),
                               static_cast<int>(value.bytes.size()));
    }
    void bind_at(int index, std::chrono::seconds value) {
        bind_at(index, static_cast<std::int64_t>(value.count()));
    }
    void bind_at(int index, std::chrono::microseconds value) {
        bind_at(index, static_cast<std::int64_t>(value.count()));
    }
    void bind_at(int index, time::Second value) { bind_at(index, value.time_since_epoch()); }
    void bind_at(int index, time::Instant value) { bind_at(index, value.time_since_epoch()); }
    template <typename Tag>
    void bind_at(int index, base::Id<Tag> id) {
        bind_at(index, id.value);
    }
    template <typename Value>
    void bind_at(int index, const std::optional<Value>& value) {
        if (value) {
            bind_at(index, *value);
        } else {
            statement_->bind(index);
        }
    }

    SQLite::Statement* statement_;
};

}  // namespace tasksched::store::sqlite
