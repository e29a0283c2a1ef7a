#include "common/store/sqlite/create.h"

#include <SQLiteCpp/Database.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "common/base/unique_fd.h"
#include "common/store/sqlite/failure.h"

namespace tasksched::store::sqlite {

namespace {

using base::ErrorCode;
using base::fail;
using base::Result;

/// Removes what a creation left behind that was cut off.
void remove_fresh(const StoreFiles& files) {
    for (const char* suffix : {"", "-wal", "-shm", "-journal"}) {
        ::unlink((files.fresh + suffix).c_str());
    }
}

/// A log without its database: what it holds is worth more than a new store.
Result<void> check_no_orphan(const StoreFiles& files) {
    if (size_of(files.log) > 0) {
        return fail(ErrorCode::kFailed,
                    "the store {} is missing, but its log {} is there; put the store's file back, "
                    "or remove the log to begin anew",
                    files.shown, files.log);
    }
    ::unlink(files.log.c_str());
    ::unlink(files.index.c_str());
    return {};
}

/// Nobody else knows the file yet, so the engine may use and remove a log of its own for it.
void fill(const std::string& path, std::span<const Migration> steps) {
    SQLite::Database connection(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW);
    connection.exec(R"sql(
        PRAGMA page_size = 4096;
        PRAGMA synchronous = FULL;
        PRAGMA journal_mode = MEMORY;
        BEGIN IMMEDIATE;
    )sql");
    connection.exec(fmt::format("PRAGMA application_id = {}", kApplicationId));
    for (const Migration& step : steps) {
        connection.exec(step.sql);
        connection.exec(fmt::format("PRAGMA user_version = {}", step.version));
    }
    connection.exec("COMMIT");
    connection.exec("PRAGMA journal_mode = WAL");
}

}  // namespace

Result<void> make_private_file(const std::string& path) {
    const base::UniqueFd made(
        ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!made || ::fchmod(made.get(), 0600) != 0) {
        return fail(ErrorCode::kFailed, "the file {} cannot be made: {}", path,
                    base::system_error_text(errno));
    }
    return {};
}

Result<bool> move_into_place(const std::string& from, const std::string& to) {
    if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) != 0) {
        if (errno == EEXIST) {
            return false;
        }
        return fail(ErrorCode::kFailed, "the file {} cannot be named {}: {}", from, to,
                    base::system_error_text(errno));
    }
    return sync_directory(directory_of(to)).map([] { return true; });
}

Result<void> create_file(const StoreFiles& files, std::span<const Migration> steps) {
    if (exists(files.database)) {
        return {};
    }
    if (auto alone = check_no_orphan(files); !alone) {
        return alone;
    }
    remove_fresh(files);
    if (auto made = make_private_file(files.fresh); !made) {
        return made;
    }
    try {
        fill(files.fresh, steps);
    } catch (const SQLite::Exception& exception) {
        remove_fresh(files);
        return tl::unexpected(to_error(exception, files.shown, errno));
    }
    const auto moved = move_into_place(files.fresh, files.database);
    if (!moved || !*moved) {
        remove_fresh(files);
    }
    return moved.map([](bool /*else somebody else's file is in place*/) {});
}

Result<void> set_log_aside(const StoreFiles& files) {
    ::unlink(files.index.c_str());
    if (size_of(files.log) == 0) {
        ::unlink(files.log.c_str());
        return {};
    }
    const std::string aside = files.log + "-of-" + identity_of(files.log);
    if (::rename(files.log.c_str(), aside.c_str()) != 0) {
        return fail(ErrorCode::kFailed, "the log {} of another store cannot be named {}: {}",
                    files.log, aside, base::system_error_text(errno));
    }
    return sync_directory(files.directory);
}

}  // namespace tasksched::store::sqlite
