#include "common/store/sqlite/store_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <memory>

#include "common/base/unique_fd.h"

namespace tasksched::store::sqlite {

namespace {

using base::ErrorCode;
using base::fail;
using base::Result;

struct RemoteFileSystem {
    std::int64_t type;
    const char* name;
};

/// The log may take one part in this many of the free disk.
constexpr std::int64_t kShareOfFreeDisk = 10;

/// statfs(2) and the kernel's linux/magic.h.
constexpr std::array<RemoteFileSystem, 16> kRemoteFileSystems{{
    {0x6969, "NFS"},
    {0x517b, "SMB"},
    {0xff534d42, "CIFS"},
    {0xfe534d42, "SMB2"},
    {0x01021997, "9P"},
    {0x65735546, "FUSE"},
    {0x5346414f, "AFS"},
    {0x6b414653, "kAFS"},
    {0x73757245, "Coda"},
    {0x564c, "NCP"},
    {0x00c36400, "Ceph"},
    {0x01161970, "GFS2"},
    {0x7461636f, "OCFS2"},
    {0x0bd00bd0, "Lustre"},
    {0x47504653, "GPFS"},
    {0x786f4256, "VirtualBox shared folder"},
}};

struct FreeDeleter {
    void operator()(char* text) const { std::free(text); }
};

Result<void> check_kind(const StoreFiles& files, const struct stat& found) {
    if (S_ISREG(found.st_mode)) {
        return {};
    }
    if (S_ISLNK(found.st_mode)) {
        return fail(ErrorCode::kFailed,
                    "the store {} is a symbolic link; name the file that it points to",
                    files.shown);
    }
    if (S_ISDIR(found.st_mode)) {
        return fail(ErrorCode::kFailed,
                    "the store {} is a directory; a file is expected, as in {}/tasks.db",
                    files.shown, files.shown);
    }
    return fail(ErrorCode::kFailed, "the store {} is not a regular file; name another path",
                files.shown);
}

}  // namespace

std::string directory_of(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    return path.substr(0, slash == 0 ? 1 : slash);
}

Result<StoreFiles> find_files(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    if (slash == std::string::npos || slash + 1 == path.size()) {
        return fail(ErrorCode::kInvalid, "the store {}: the absolute path of a file is expected",
                    path);
    }
    const std::unique_ptr<char, FreeDeleter> real(::realpath(directory_of(path).c_str(), nullptr));
    if (!real) {
        const int number = errno;
        return fail(number == ENOENT ? ErrorCode::kNotFound : ErrorCode::kFailed,
                    "there is no store {}: its directory: {}", path,
                    base::system_error_text(number));
    }
    StoreFiles files;
    files.shown = path;
    files.directory = real.get();
    files.database = (files.directory == "/" ? "" : files.directory) + path.substr(slash);
    files.log = files.database + "-wal";
    files.index = files.database + "-shm";
    files.lock = files.database + "-lock";
    files.fresh = files.database + "-new";
    return files;
}

bool exists(const std::string& path) {
    struct stat found {};
    return ::lstat(path.c_str(), &found) == 0;
}

std::int64_t size_of(const std::string& path) {
    struct stat found {};
    return ::lstat(path.c_str(), &found) == 0 ? found.st_size : 0;
}

Result<void> check_file(const StoreFiles& files) {
    struct stat found {};
    if (::lstat(files.database.c_str(), &found) != 0) {
        const int number = errno;
        if (number != ENOENT) {
            return fail(ErrorCode::kFailed, "the store {}: {}", files.shown,
                        base::system_error_text(number));
        }
        return fail(ErrorCode::kNotFound,
                    "there is no store {}; the first 'tasksched schedule' makes it", files.shown);
    }
    if (auto kind = check_kind(files, found); !kind) {
        return kind;
    }
    if (found.st_uid != ::geteuid()) {
        return fail(ErrorCode::kNotPermitted,
                    "the store {} belongs to user {}; only that user may open it", files.shown,
                    found.st_uid);
    }
    if ((found.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
        return fail(ErrorCode::kNotPermitted,
                    "the store {} can be written by other users; mend that with: chmod 600 {}",
                    files.shown, files.shown);
    }
    return {};
}

Result<void> check_directory(const StoreFiles& files) {
    if (::faccessat(AT_FDCWD, files.directory.c_str(), W_OK | X_OK, AT_EACCESS) == 0) {
        return {};
    }
    return fail(ErrorCode::kFailed,
                "the store {} cannot be written: its directory {}: {}; it must be writable",
                files.shown, files.directory, base::system_error_text(errno));
}

Result<void> check_file_system(const StoreFiles& files) {
    struct statfs found {};
    if (::statfs(files.directory.c_str(), &found) != 0) {
        return fail(ErrorCode::kFailed, "the store {}: its directory: {}", files.shown,
                    base::system_error_text(errno));
    }
    const char* name = remote_file_system(found.f_type);
    if (name == nullptr) {
        return {};
    }
    return fail(ErrorCode::kFailed,
                "the store {} is on a file system of type {}, where locks do not hold; put it on a "
                "local one",
                files.shown, name);
}

const char* remote_file_system(std::int64_t type) {
    // On machines with 32 bits the type is sign-extended.
    const std::int64_t plain = type & 0xffffffff;
    for (const RemoteFileSystem& remote : kRemoteFileSystems) {
        if (remote.type == plain) {
            return remote.name;
        }
    }
    return nullptr;
}

std::string identity_of(const std::string& path) {
    struct statx found {};
    if (::statx(AT_FDCWD, path.c_str(), AT_SYMLINK_NOFOLLOW, STATX_INO | STATX_BTIME, &found) !=
        0) {
        return {};
    }
    // A file system that does not know the time of birth tells 0.
    return fmt::format("{}.{}.{}", found.stx_ino, found.stx_btime.tv_sec, found.stx_btime.tv_nsec);
}

std::int64_t free_bytes(const std::string& directory) {
    struct statvfs found {};
    if (::statvfs(directory.c_str(), &found) != 0) {
        return 0;
    }
    return static_cast<std::int64_t>(found.f_bavail) * static_cast<std::int64_t>(found.f_frsize);
}

std::int64_t largest_log_beside(const StoreFiles& files) {
    return free_bytes(files.directory) / kShareOfFreeDisk;
}

Result<void> sync_directory(const std::string& directory) {
    const base::UniqueFd opened(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!opened || ::fsync(opened.get()) != 0) {
        return fail(ErrorCode::kFailed, "the directory {} cannot be synced: {}", directory,
                    base::system_error_text(errno));
    }
    return {};
}

}  // namespace tasksched::store::sqlite
