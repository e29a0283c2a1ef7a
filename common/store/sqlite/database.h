#pragma once

#include <SQLiteCpp/Database.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <utility>

#include "common/base/error.h"
#include "common/store/sqlite/store_files.h"
#include "common/store/storage_fault.h"

namespace tasksched::store::sqlite {

/// What the file header of a store of ours says: "TSKD".
inline constexpr std::int64_t kApplicationId = 0x54534b44;

enum class Access { kReadOnly, kReadWrite };

/// One connection to the file of a store, set up as DESIGN.md, 'SQLite rules', says: synced WAL, no
/// checkpoint that nobody asked for, no extensions, no schema that runs code. Its functions throw
/// SQLite::Exception unless they return a Result. Not thread-safe, never used after a fork.
class Database {
  public:
    /// Opens the file, which must be there, and refuses it, before anything of it is changed or its
    /// log is looked at, where its header is not that of a store, or of one newer than
    /// `newest_version`. Nothing else may be called before configure().
    static base::Result<Database> open(const StoreFiles& files, Access access,
                                       std::chrono::milliseconds busy_timeout, int newest_version);

    /// Sets the connection up and reads what stands in the log. Refuses a version above
    /// `newest_version` there as well. Returns the version of the schema.
    base::Result<int> configure(int newest_version);

    /// Whether the file that is open does not stand at its path any more.
    [[nodiscard]] bool was_moved() const;

    /// The version of its schema; that of the last migration.
    [[nodiscard]] int schema_version();

    /// The size of the log in bytes, whoever wrote it; 0 where all of it has been moved into the
    /// database file. After configure() only.
    [[nodiscard]] std::int64_t log_bytes() const;

    /// Moves what it can of the log into the database file, without waiting for anybody. Returns
    /// whether all of it was moved. The caller holds the write lock.
    bool checkpoint();

    /// The same; then empties the log's file, where all of it was moved and nobody reads it.
    bool checkpoint_and_clear();

    [[nodiscard]] bool in_transaction() const;

    /// The system's number behind the last input or output error.
    [[nodiscard]] int system_error() const;

    /// Notes what a failed call says of the storage; take_fault() gives the worst since the last
    /// one, and forgets it.
    void note_fault(StorageFault fault) { fault_ = std::max(fault_, fault); }
    StorageFault take_fault() { return std::exchange(fault_, StorageFault::kNone); }

    SQLite::Database& handle() { return *connection_; }
    [[nodiscard]] const StoreFiles& files() const { return files_; }

  private:
    Database(StoreFiles files, std::unique_ptr<SQLite::Database> connection, int busy_timeout);
    base::Result<void> check_header(int newest_version) const;

    StoreFiles files_;
    std::unique_ptr<SQLite::Database> connection_;
    int busy_timeout_;  ///< of the connection, in milliseconds
    StorageFault fault_ = StorageFault::kNone;
};

/// Switches everything off that a store does not need and an attacker might: extensions, triggers,
/// views, changes of the schema's own table, other databases. For every connection.
void harden(SQLite::Database& connection);

/// A write transaction; rolled back at the end of its life unless it was committed.
class ImmediateTransaction {
  public:
    explicit ImmediateTransaction(Database& database);
    ImmediateTransaction(const ImmediateTransaction&) = delete;
    ImmediateTransaction& operator=(const ImmediateTransaction&) = delete;
    ~ImmediateTransaction();

    void commit();

  private:
    Database& database_;
};

/// Holds one state of the store for several reads; inside a transaction that is under way it does
/// nothing.
class ReadTransaction {
  public:
    explicit ReadTransaction(Database& database);
    ReadTransaction(const ReadTransaction&) = delete;
    ReadTransaction& operator=(const ReadTransaction&) = delete;
    ~ReadTransaction();

  private:
    Database& database_;
    bool own_;
};

}  // namespace tasksched::store::sqlite
