#pragma once

#include <string>

#include "common/base/error.h"

namespace tasksched::store::sqlite {

/// As backup_store, for the SQLite file at `path`. Gives up (kTryAgain) where the log has grown by
/// a tenth of the free disk meanwhile: a backup keeps it from being moved into the database.
base::Result<void> backup(const std::string& path, const std::string& target);

}  // namespace tasksched::store::sqlite
