#include "common/store/sqlite/failure.h"

#include <sqlite3.h>

#include <cerrno>

#include "common/base/text.h"

namespace tasksched::store::sqlite {

namespace {

using base::Error;
using base::ErrorCode;

Error failed(const std::string& text) { return {ErrorCode::kFailed, text}; }

Error no_space(const std::string& path) {
    return failed(fmt::format(
        "the store {}: no space left for it; nothing was changed; make room on its disk (or in the "
        "quota) and try again",
        path));
}

Error damaged(const std::string& path, const char* what) {
    return failed(fmt::format(
        "the store {} is damaged ({}); look with: tasksched store check; then restore a backup",
        path, what));
}

Error input_output_error(const std::string& path, int number) {
    if (number == ENOSPC || number == EDQUOT) {
        return no_space(path);
    }
    return failed(
        fmt::format("the store {}: reading or writing failed ({}); see to its disk, then try again",
                    path, number == 0 ? "input/output error" : base::system_error_text(number)));
}

Error read_only(const SQLite::Exception& exception, const std::string& path) {
    if (exception.getExtendedErrorCode() == SQLITE_READONLY_DBMOVED) {
        return {ErrorCode::kTryAgain,
                fmt::format("the store {} was replaced or deleted meanwhile; try again", path)};
    }
    return failed(fmt::format(
        "the store {} cannot be written; its file, directory and disk must be writable", path));
}

}  // namespace

Error to_error(const SQLite::Exception& exception, const std::string& path, int system_error) {
    switch (exception.getErrorCode()) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_PROTOCOL:
            return {
                ErrorCode::kTryAgain,
                fmt::format("the store {} is busy: another program is using it; try again", path)};
        case SQLITE_FULL:
            return no_space(path);
        case SQLITE_IOERR:
            return input_output_error(path, system_error);
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return damaged(path, exception.getErrorStr());
        case SQLITE_READONLY:
        case SQLITE_PERM:
            return read_only(exception, path);
        case SQLITE_CANTOPEN:
            return failed(fmt::format(
                "the store {} cannot be opened; its file and directory must be readable and "
                "writable for its owner, and no links",
                path));
        case SQLITE_NOMEM:
            return failed(fmt::format("the store {}: out of memory", path));
        default:
            return failed(
                fmt::format("the store {}: {}", path, base::escape_control(exception.what())));
    }
}

Error to_error(const SQLite::Exception& exception, const Database& database) {
    return to_error(exception, database.files().shown, database.system_error());
}

StorageFault fault_of(const SQLite::Exception& exception) {
    switch (exception.getExtendedErrorCode()) {
        case SQLITE_IOERR_READ:
        case SQLITE_IOERR_SHORT_READ:
        case SQLITE_IOERR_DATA:
        case SQLITE_IOERR_CORRUPTFS:
            return StorageFault::kReading;
        case SQLITE_IOERR_NOMEM:
        case SQLITE_READONLY_DBMOVED:
            return StorageFault::kNone;
        default:
            break;
    }
    switch (exception.getErrorCode()) {
        case SQLITE_FULL:
        case SQLITE_IOERR:
        case SQLITE_CANTOPEN:
        case SQLITE_READONLY:
            return StorageFault::kWriting;
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return StorageFault::kReading;
        default:
            return StorageFault::kNone;
    }
}

Error unknown_commit(const Error& cause, const std::string& path) {
    return {cause.code,
            fmt::format("the store {}: its disk failed when the change was to be synced, and it "
                        "is not known whether it is stored; see to the disk, and look before you "
                        "try again",
                        path)};
}

bool is_duplicate(const SQLite::Exception& exception) {
    return exception.getExtendedErrorCode() == SQLITE_CONSTRAINT_UNIQUE;
}

}  // namespace tasksched::store::sqlite
