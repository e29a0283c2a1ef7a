#pragma once

#include <span>
#include <string>

#include "common/base/error.h"
#include "common/store/sqlite/migrations.h"
#include "common/store/sqlite/store_files.h"

namespace tasksched::store::sqlite {

/// Makes the database file of a new store, mode 0600, complete and synced before it stands at its
/// path, so that a crash leaves either a whole store or none. Does nothing where a file stands
/// there already. kFailed where a log of an earlier store is left that may hold commits. The caller
/// holds the write lock.
base::Result<void> create_file(const StoreFiles& files, std::span<const Migration> steps);

/// Makes a new private file at `path`, which must not exist. It is closed again: no connection to
/// it may be open in this process.
base::Result<void> make_private_file(const std::string& path);

/// Moves the file to a name at which nothing stands, durably. False, and no change, where something
/// stands there.
base::Result<bool> move_into_place(const std::string& from, const std::string& to);

/// Renames the log to a name of its own ("-wal-of-" and its inode), or removes it where it is
/// empty, and removes its index. The caller holds the write lock.
base::Result<void> set_log_aside(const StoreFiles& files);

}  // namespace tasksched::store::sqlite
