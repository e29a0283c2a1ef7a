#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "common/base/error.h"
#include "common/store/open.h"
#include "common/store/sqlite/database.h"
#include "common/store/sqlite/write_lock.h"

namespace tasksched::store::sqlite {

/// A store's file, open, and the right to ask for its lock.
struct OpenedStore {
    Database database;
    std::optional<WriteLock> lock;  ///< none with OpenMode::kRead
};

/// Opens the store's file and refuses what is none (open_store); makes it with OpenMode::kCreate.
/// The version of its schema may be an older one. Not yet configured.
base::Result<OpenedStore> open_files(const std::string& path, const OpenOptions& options,
                                     Exclusion exclusion);

/// Configures the connection and brings an older store to this version, where `options` say so;
/// refuses it (kFailed) otherwise. Returns the version that it had.
base::Result<int> make_ready(OpenedStore& opened, const OpenOptions& options);

/// As migrate_store, for the SQLite file at `path`.
base::Result<int> upgrade(const std::string& path);

}  // namespace tasksched::store::sqlite
