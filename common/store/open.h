#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "common/base/error.h"
#include "common/store/location.h"
#include "common/store/store.h"

namespace tasksched::store {

enum class OpenMode {
    kRead,    ///< must exist; nothing is written
    kWrite,   ///< must exist
    kCreate,  ///< made, with its directory, where it does not exist; a store of an older version is
              ///< brought up to this one
};

struct OpenOptions {
    OpenMode mode = OpenMode::kCreate;
    std::chrono::milliseconds busy_timeout{5000};  ///< how long a write waits for other writers
};

/// Opens the store. Refused, untouched: a file that is no tasksched store, one of a newer version,
/// a directory, a link, a file of another user, a damaged file, a network file system (kFailed);
/// kNotFound where it must exist and does not; kTryAgain where it is locked.
base::Result<std::unique_ptr<Store>> open_store(const Location& location,
                                                const OpenOptions& options);

/// What a store's file and its log hold and whether they are sound; for `store check`.
struct CheckReport {
    std::int64_t tasks = 0;
    std::int64_t runs = 0;
    int schema_version = 0;
};

/// Reads every page and every index of the store and checks what the schema cannot: kFailed says
/// what is damaged.
base::Result<CheckReport> check_store(const Location& location);

/// Copies the store, as one consistent state, to the new file `target` (mode 0600), while others
/// use it. kInvalid where `target` exists.
base::Result<void> backup_store(const Location& location, const std::string& target);

/// Brings the store to this program's version; returns the version that it had. A store of this
/// version stays untouched.
base::Result<int> migrate_store(const Location& location);

/// The pid of the process that is writing to the store at this moment, for `status`; none where
/// nobody is. One that stays the same for seconds keeps everybody else from writing.
base::Result<std::optional<std::int64_t>> write_lock_holder(const Location& location);

}  // namespace tasksched::store
