#pragma once

#include <span>

#include "common/base/error.h"
#include "common/store/sqlite/database.h"

namespace tasksched::store::sqlite {

/// One step of the schema.
struct Migration {
    int version;      ///< that it brings a store to, from the one before
    const char* sql;  ///< statements, without a transaction of their own
};

/// The project's migrations, version 1 first: share/migrations/sqlite, embedded.
std::span<const Migration> migrations();

/// The version that they lead to: the one that this program works with.
int newest_version();

/// Brings the database from its version to the last one of `steps`, in one transaction that leaves
/// nothing behind where it fails. Returns the version that it had. The caller holds the write lock.
/// Throws SQLite::Exception.
int migrate(Database& database, std::span<const Migration> steps);

}  // namespace tasksched::store::sqlite
