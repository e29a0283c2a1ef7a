#pragma once

#include <cstdint>
#include <string>

#include "common/base/error.h"

namespace tasksched::store::sqlite {

/// Where the parts of a store are.
struct StoreFiles {
    std::string shown;      ///< the database file as the user knows it; for messages
    std::string directory;  ///< with links resolved
    std::string database;   ///< in that directory, as all that follow
    std::string log;        ///< "-wal": what was committed and is not in the database file yet
    std::string index;      ///< "-shm": the log's index, shared by all that have the store open
    std::string lock;       ///< "-lock": see WriteLock
    std::string fresh;      ///< "-new": a database file that is being made
};

/// The directory part of an absolute path.
std::string directory_of(const std::string& path);

/// Finds the directory of the store at `path`, an absolute one. kNotFound where there is none.
base::Result<StoreFiles> find_files(const std::string& path);

/// Whether something, of any kind, stands at `path`.
bool exists(const std::string& path);

/// Its size in bytes; 0 where it is missing.
std::int64_t size_of(const std::string& path);

/// Checks that the database file is a regular file of the caller's that only the caller may write.
/// kNotFound where it is missing, kNotPermitted for another user's, kFailed otherwise.
base::Result<void> check_file(const StoreFiles& files);

/// Checks that the store's directory can be written: its log must be made there.
base::Result<void> check_directory(const StoreFiles& files);

/// Checks that the store is on a file system whose locks and shared memory hold between processes.
base::Result<void> check_file_system(const StoreFiles& files);

/// The name of a file system that is not a local one, by the type that statfs(2) tells; null for
/// any other.
const char* remote_file_system(std::int64_t type);

/// A text that names the file at `path` among all that ever stood there: its inode and its time of
/// birth. Empty where it is missing.
std::string identity_of(const std::string& path);

/// How many bytes are free for the caller on the disk of `directory`; 0 where that is not known.
std::int64_t free_bytes(const std::string& directory);

/// How many bytes the store's log may take of the disk that it has now: a tenth.
std::int64_t largest_log_beside(const StoreFiles& files);

/// Makes what happened to the names in `directory` durable.
base::Result<void> sync_directory(const std::string& directory);

}  // namespace tasksched::store::sqlite
