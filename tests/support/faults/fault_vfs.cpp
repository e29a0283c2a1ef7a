#include "tests/support/faults/fault_vfs.h"

#include <sqlite3.h>
#include <unistd.h>

#include <stdexcept>
#include <string>
#include <utility>

namespace tasksched::support {
namespace {

/// The one VFS of the process. The engine's interface leaves no other place for it.
struct Installed {
    FaultPlan* plan = nullptr;
    DurableImage* image = nullptr;
    sqlite3_vfs* system = nullptr;
    sqlite3_vfs vfs{};
};
Installed installed;

/// What the struck call of this thread is to have said, for xGetLastError.
thread_local int last_error = 0;

/// A file of ours, with the system's own behind it.
struct FaultFile {
    sqlite3_file base;
    const char* path;  ///< the engine's; null for a file without a name
    sqlite3_file* system;
};

sqlite3_file* system_file(sqlite3_file* file) { return reinterpret_cast<FaultFile*>(file)->system; }

std::string path_of(sqlite3_file* file) {
    const char* path = reinterpret_cast<FaultFile*>(file)->path;
    return path == nullptr ? std::string() : path;
}

int code_of(FaultCall call) {
    const bool full = installed.plan->system_error() == ENOSPC;
    switch (call) {
        case kOpenCall:
            return SQLITE_CANTOPEN;
        case kReadCall:
            return SQLITE_IOERR_READ;
        case kWriteCall:
            return full ? SQLITE_FULL : SQLITE_IOERR_WRITE;
        case kTruncateCall:
            return SQLITE_IOERR_TRUNCATE;
        case kSyncCall:
            return SQLITE_IOERR_FSYNC;
        case kDeleteCall:
            return SQLITE_IOERR_DELETE;
        case kLockCall:
            return SQLITE_BUSY;
        case kMapCall:
            return full ? SQLITE_IOERR_SHMSIZE : SQLITE_IOERR_SHMMAP;
    }
    return SQLITE_IOERR;
}

[[noreturn]] void crash() { ::_exit(kCrashStatus); }

/// Carries out a call, unless the plan strikes it; `half` does as much of it as can be done by
/// half.
template <typename Whole, typename Half>
int carry_out(FaultCall call, Whole whole, Half half) {
    const auto outcome = installed.plan->strike(call);
    if (!outcome) {
        return whole();
    }
    switch (*outcome) {
        case FaultOutcome::kFail:
            break;
        case FaultOutcome::kFailHalfway:
            half();
            break;
        case FaultOutcome::kFailAfterwards:
            whole();
            break;
        case FaultOutcome::kCrash:
            crash();
        case FaultOutcome::kCrashHalfway:
            half();
            crash();
        case FaultOutcome::kCrashAfterwards:
            whole();
            crash();
        case FaultOutcome::kLosePower:
            if (installed.image != nullptr) {
                installed.image->restore();
            }
            crash();
    }
    last_error = installed.plan->system_error();
    return code_of(call);
}

template <typename Whole>
int carry_out(FaultCall call, Whole whole) {
    return carry_out(call, whole, [] {});
}

int close_file(sqlite3_file* file) {
    return system_file(file)->pMethods->xClose(system_file(file));
}

int read_file(sqlite3_file* file, void* into, int bytes, sqlite3_int64 offset) {
    return carry_out(kReadCall, [=] {
        return system_file(file)->pMethods->xRead(system_file(file), into, bytes, offset);
    });
}

int write_file(sqlite3_file* file, const void* data, int bytes, sqlite3_int64 offset) {
    const auto write = [=](int part) {
        if (installed.image != nullptr) {
            installed.image->written(path_of(file), offset, part);
        }
        return system_file(file)->pMethods->xWrite(system_file(file), data, part, offset);
    };
    return carry_out(
        kWriteCall, [=] { return write(bytes); }, [=] { write(bytes / 2); });
}

int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
    return carry_out(kTruncateCall, [=] {
        return system_file(file)->pMethods->xTruncate(system_file(file), size);
    });
}

int sync_file(sqlite3_file* file, int flags) {
    const int result = carry_out(
        kSyncCall, [=] { return system_file(file)->pMethods->xSync(system_file(file), flags); });
    if (installed.image != nullptr) {
        result == SQLITE_OK ? installed.image->synced(path_of(file))
                            : installed.image->sync_failed(path_of(file));
    }
    return result;
}

int file_size(sqlite3_file* file, sqlite3_int64* size) {
    return system_file(file)->pMethods->xFileSize(system_file(file), size);
}

int lock_file(sqlite3_file* file, int level) {
    return system_file(file)->pMethods->xLock(system_file(file), level);
}

int unlock_file(sqlite3_file* file, int level) {
    return system_file(file)->pMethods->xUnlock(system_file(file), level);
}

int check_reserved_lock(sqlite3_file* file, int* answer) {
    return system_file(file)->pMethods->xCheckReservedLock(system_file(file), answer);
}

int control_file(sqlite3_file* file, int operation, void* argument) {
    return system_file(file)->pMethods->xFileControl(system_file(file), operation, argument);
}

int sector_size(sqlite3_file* file) {
    return system_file(file)->pMethods->xSectorSize(system_file(file));
}

int device_characteristics(sqlite3_file* file) {
    return system_file(file)->pMethods->xDeviceCharacteristics(system_file(file));
}

int map_index(sqlite3_file* file, int page, int page_size, int extend, void volatile** memory) {
    return carry_out(kMapCall, [=] {
        return system_file(file)->pMethods->xShmMap(system_file(file), page, page_size, extend,
                                                    memory);
    });
}

int lock_index(sqlite3_file* file, int offset, int count, int flags) {
    const auto lock = [=] {
        return system_file(file)->pMethods->xShmLock(system_file(file), offset, count, flags);
    };
    return (flags & SQLITE_SHM_LOCK) != 0 ? carry_out(kLockCall, lock) : lock();
}

void order_index(sqlite3_file* file) {
    system_file(file)->pMethods->xShmBarrier(system_file(file));
}

int unmap_index(sqlite3_file* file, int remove) {
    return system_file(file)->pMethods->xShmUnmap(system_file(file), remove);
}

/// Version 2: with the index of the log, without files mapped into memory.
constexpr sqlite3_io_methods kMethods{2,
                                      close_file,
                                      read_file,
                                      write_file,
                                      truncate_file,
                                      sync_file,
                                      file_size,
                                      lock_file,
                                      unlock_file,
                                      check_reserved_lock,
                                      control_file,
                                      sector_size,
                                      device_characteristics,
                                      map_index,
                                      lock_index,
                                      order_index,
                                      unmap_index,
                                      nullptr,
                                      nullptr};

int open_file(sqlite3_vfs* /*vfs*/, sqlite3_filename name, sqlite3_file* file, int flags,
              int* out_flags) {
    auto* ours = reinterpret_cast<FaultFile*>(file);
    ours->base.pMethods = nullptr;
    ours->path = name;
    ours->system = reinterpret_cast<sqlite3_file*>(ours + 1);
    ours->system->pMethods = nullptr;
    const int result = carry_out(kOpenCall, [=] {
        return installed.system->xOpen(installed.system, name, ours->system, flags, out_flags);
    });
    if (result == SQLITE_OK) {
        ours->base.pMethods = &kMethods;
        if (installed.image != nullptr && name != nullptr) {
            installed.image->add(name);
        }
    } else if (ours->system->pMethods != nullptr) {
        ours->system->pMethods->xClose(ours->system);  // it was opened, and failed afterwards
    }
    return result;
}

int delete_file(sqlite3_vfs* /*vfs*/, const char* name, int sync_directory) {
    return carry_out(kDeleteCall, [=] {
        return installed.system->xDelete(installed.system, name, sync_directory);
    });
}

int get_last_error(sqlite3_vfs* /*vfs*/, int bytes, char* text) {
    const int struck = std::exchange(last_error, 0);
    return struck != 0 ? struck : installed.system->xGetLastError(installed.system, bytes, text);
}

}  // namespace

void install_fault_vfs(FaultPlan& plan, DurableImage* image) {
    installed.plan = &plan;
    installed.image = image;
    if (installed.system != nullptr) {
        return;
    }
    installed.system = sqlite3_vfs_find(nullptr);
    installed.vfs = *installed.system;
    installed.vfs.zName = "faults";
    installed.vfs.szOsFile = static_cast<int>(sizeof(FaultFile)) + installed.system->szOsFile;
    installed.vfs.xOpen = open_file;
    installed.vfs.xDelete = delete_file;
    installed.vfs.xGetLastError = get_last_error;
    if (sqlite3_vfs_register(&installed.vfs, 1) != SQLITE_OK) {
        throw std::runtime_error("the VFS with faults cannot be registered");
    }
}

}  // namespace tasksched::support
