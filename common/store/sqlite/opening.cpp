#include "common/store/sqlite/opening.h"

#include <utility>

#include "common/base/file.h"
#include "common/store/sqlite/create.h"
#include "common/store/sqlite/failure.h"
#include "common/store/sqlite/migrations.h"
#include "common/store/sqlite/sqlite_store.h"

namespace tasksched::store::sqlite {

namespace {

using base::ErrorCode;
using base::fail;
using base::Result;

/// Makes the store, with its directory, where it is missing.
Result<void> make_if_missing(const std::string& path, const OpenOptions& options,
                             Exclusion exclusion) {
    if (exists(path)) {
        return {};
    }
    if (auto made = base::ensure_private_directory(directory_of(path)); !made) {
        return made;
    }
    const auto files = find_files(path);
    if (!files) {
        return tl::unexpected(files.error());
    }
    return check_file_system(*files)
        .and_then([&] { return check_directory(*files); })
        .and_then([&]() -> Result<void> {
            auto lock = WriteLock::open(*files, exclusion);
            if (!lock) {
                return tl::unexpected(std::move(lock.error()));
            }
            const auto held = lock->acquire(options.busy_timeout);
            return held ? create_file(*files, migrations()) : tl::unexpected(held.error());
        });
}

/// Sees to it that the log beside the database file is this file's own: the engine would take any
/// for it. A file that was put in the place of another one alone meets the other's log; the lock
/// file knows for which file that was written. It is put aside, not removed. Files that were copied
/// together stay together.
Result<void> part_from_foreign_log(const StoreFiles& files, WriteLock& lock,
                                   std::chrono::milliseconds timeout) {
    const std::string database = identity_of(files.database);
    if (const LockNote note = lock.note();
        note.database == database && note.log == identity_of(files.log)) {
        return {};
    }
    const auto held = lock.acquire(timeout);
    if (!held) {
        return tl::unexpected(held.error());
    }
    const LockNote note = lock.note();
    const bool is_foreign =
        !note.database.empty() && note.database != database && note.log == identity_of(files.log);
    auto parted = is_foreign ? set_log_aside(files) : Result<void>();
    if (parted && !exists(files.log)) {
        parted = make_private_file(files.log);
    }
    return parted.and_then([&] { return lock.set_files(database, identity_of(files.log)); });
}

}  // namespace

Result<OpenedStore> open_files(const std::string& path, const OpenOptions& options,
                               Exclusion exclusion) {
    if (options.mode == OpenMode::kCreate) {
        if (auto made = make_if_missing(path, options, exclusion); !made) {
            return tl::unexpected(std::move(made.error()));
        }
    }
    const auto files = find_files(path);
    if (!files) {
        return tl::unexpected(files.error());
    }
    const bool writes = options.mode != OpenMode::kRead;
    auto checked = check_file(*files).and_then([&] { return check_file_system(*files); });
    if (checked && writes) {
        checked = check_directory(*files);
    }
    if (!checked) {
        return tl::unexpected(std::move(checked.error()));
    }
    auto database = Database::open(*files, writes ? Access::kReadWrite : Access::kReadOnly,
                                   options.busy_timeout, newest_version());
    if (!database) {
        return tl::unexpected(std::move(database.error()));
    }
    OpenedStore opened{.database = std::move(*database), .lock = std::nullopt};
    if (writes || exists(files->lock)) {
        auto lock = WriteLock::open(*files, exclusion);
        if (!lock) {
            return tl::unexpected(std::move(lock.error()));
        }
        if (auto parted = part_from_foreign_log(*files, *lock, options.busy_timeout); !parted) {
            return tl::unexpected(std::move(parted.error()));
        }
        if (writes) {
            opened.lock = std::move(*lock);
        }
    }
    return opened;
}

Result<int> make_ready(OpenedStore& opened, const OpenOptions& options) {
    Database& database = opened.database;
    auto version = database.configure(newest_version());
    if (!version || *version == newest_version()) {
        return version;
    }
    if (options.mode != OpenMode::kCreate) {
        return fail(ErrorCode::kFailed,
                    "the store {} has schema version {}, this tasksched works with {}; bring it up "
                    "with: tasksched store migrate",
                    database.files().shown, *version, newest_version());
    }
    const auto held = opened.lock->acquire(options.busy_timeout);
    if (!held) {
        return tl::unexpected(held.error());
    }
    return guarded(database, [&]() -> Result<int> { return migrate(database, migrations()); });
}

Result<int> upgrade(const std::string& path) {
    // Not to be made where it is missing, but to be brought up.
    auto opened = open_files(path, {.mode = OpenMode::kWrite}, Exclusion::kLockFile);
    if (!opened) {
        return tl::unexpected(std::move(opened.error()));
    }
    return make_ready(*opened, {.mode = OpenMode::kCreate});
}

Result<std::unique_ptr<Store>> open_sqlite(const std::string& path, const OpenOptions& options,
                                           Exclusion exclusion) {
    auto opened = open_files(path, options, exclusion);
    if (!opened) {
        return tl::unexpected(std::move(opened.error()));
    }
    if (auto ready = make_ready(*opened, options); !ready) {
        return tl::unexpected(std::move(ready.error()));
    }
    try {
        return std::make_unique<SqliteStore>(std::move(opened->database), std::move(opened->lock),
                                             options.busy_timeout);
    } catch (const SQLite::Exception& exception) {
        return tl::unexpected(to_error(exception, path));
    }
}

}  // namespace tasksched::store::sqlite
