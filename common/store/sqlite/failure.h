#pragma once

#include <SQLiteCpp/Exception.h>

#include <string>
#include <type_traits>

#include "common/base/error.h"
#include "common/store/sqlite/database.h"

namespace tasksched::store::sqlite {

/// What an exception of the engine means to the user of the store at `path`, in plain words.
/// `system_error` is the system's number behind it, 0 where it is not known. kTryAgain where the
/// same call may succeed later, kFailed otherwise.
base::Error to_error(const SQLite::Exception& exception, const std::string& path,
                     int system_error = 0);

/// The same for an exception of this connection.
base::Error to_error(const SQLite::Exception& exception, const Database& database);

/// What it says of the storage under the store.
StorageFault fault_of(const SQLite::Exception& exception);

/// The error of a commit whose sync failed with `cause` and that could not be taken back.
base::Error unknown_commit(const base::Error& cause, const std::string& path);

/// Whether it says that a row would stand twice where it may stand once.
bool is_duplicate(const SQLite::Exception& exception);

/// Calls `work` and turns an exception of the engine into the error of its result; the database
/// notes what it says of the storage.
template <typename Work>
std::invoke_result_t<Work> guarded(Database& database, Work&& work) {
    try {
        return work();
    } catch (const SQLite::Exception& exception) {
        database.note_fault(fault_of(exception));
        return tl::unexpected(to_error(exception, database));
    }
}

}  // namespace tasksched::store::sqlite
