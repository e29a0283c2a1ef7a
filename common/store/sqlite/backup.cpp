#include "common/store/sqlite/backup.h"

#include <SQLiteCpp/Backup.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>

#include "common/base/file.h"
#include "common/store/sqlite/create.h"
#include "common/store/sqlite/failure.h"
#include "common/store/sqlite/opening.h"

namespace tasksched::store::sqlite {

namespace {

using base::ErrorCode;
using base::fail;
using base::Result;

/// Pages copied between two looks at the log.
constexpr int kPagesAtOnce = 1024;

/// Copies one state of the store to the file `copy`, which must be there and empty.
Result<void> copy_pages(Database& source, const std::string& copy) {
    const StoreFiles& files = source.files();
    const ReadTransaction one_state(source);
    // The read that makes the engine take its snapshot.
    static_cast<void>(source.schema_version());
    const std::int64_t largest_log = size_of(files.log) + largest_log_beside(files);
    SQLite::Database target(copy, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW);
    target.exec("PRAGMA synchronous = FULL");
    target.exec("PRAGMA journal_mode = MEMORY");
    SQLite::Backup pages(target, source.handle());
    while (pages.executeStep(kPagesAtOnce) != SQLITE_DONE) {
        if (size_of(files.log) > largest_log) {
            return fail(ErrorCode::kTryAgain,
                        "the backup of {} was given up: the store's log grew to {} bytes; try "
                        "again when less is going on",
                        files.shown, size_of(files.log));
        }
    }
    return {};
}

Result<void> copy_into_place(Database& source, const std::string& partial,
                             const std::string& target) {
    try {
        if (auto copied = copy_pages(source, partial); !copied) {
            return copied;
        }
    } catch (const SQLite::Exception& exception) {
        const int number = errno;
        const auto free = free_bytes(directory_of(partial));
        if (exception.getErrorCode() == SQLITE_FULL || free < 1) {
            return fail(ErrorCode::kFailed, "the backup {}: no space left for it; make room",
                        target);
        }
        return tl::unexpected(to_error(exception, source.files().shown, number));
    }
    const auto moved = move_into_place(partial, target);
    if (moved && !*moved) {
        return fail(ErrorCode::kInvalid, "the file {} exists already; name a new one", target);
    }
    return moved.map([](bool /*true*/) {});
}

}  // namespace

Result<void> backup(const std::string& path, const std::string& target) {
    const std::string place = base::absolute_path(target);
    if (exists(place)) {
        return fail(ErrorCode::kInvalid, "the file {} exists already; name a new one", place);
    }
    const OpenOptions options{.mode = OpenMode::kRead};
    auto source = open_files(path, options, Exclusion::kLockFile);
    if (!source) {
        return tl::unexpected(std::move(source.error()));
    }
    if (auto ready = make_ready(*source, options); !ready) {
        return tl::unexpected(std::move(ready.error()));
    }
    const std::string partial = fmt::format("{}-partial-{}", place, ::getpid());
    if (auto made = make_private_file(partial); !made) {
        return made;
    }
    auto copied = copy_into_place(source->database, partial, place);
    if (!copied) {
        ::unlink(partial.c_str());
    }
    return copied;
}

}  // namespace tasksched::store::sqlite
