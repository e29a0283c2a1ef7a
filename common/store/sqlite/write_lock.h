#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "common/base/error.h"
#include "common/base/unique_fd.h"
#include "common/store/sqlite/store_files.h"

namespace tasksched::store::sqlite {

/// Whether writes exclude each other and checkpoints by the lock file. Tests alone may go without,
/// to show what the lock is for.
enum class Exclusion { kLockFile, kNoneForTests };

/// What stands in the lock file.
struct LockNote {
    std::int64_t pid = 0;  ///< of the last holder; 0 where there is none
    std::string database;  ///< identity_of() the database file that it was held for
    std::string log;       ///< and of its log
};

/// The lock that every write and every checkpoint of a store takes ahead of the engine's own locks,
/// so that they never overlap: engines before 3.51.3 can lose a commit otherwise. It stands in a
/// file of its own beside the database, which is never removed. It belongs to the object, not to
/// the process (open file description locks, fcntl(2)), and is gone when its holder is.
class WriteLock {
  public:
    /// The right to write, given back at the end of its life. Must not outlive the lock.
    class Held {
      public:
        Held(Held&& other) noexcept : lock_(std::exchange(other.lock_, nullptr)) {}
        Held& operator=(Held&&) = delete;
        Held(const Held&) = delete;
        Held& operator=(const Held&) = delete;
        ~Held();

      private:
        friend class WriteLock;
        explicit Held(WriteLock* lock) : lock_(lock) {}

        WriteLock* lock_;
    };

    /// Opens the lock file; makes it (0600) where it is missing. kFailed where it is a link or
    /// cannot be opened, kNotPermitted where it belongs to another user.
    static base::Result<WriteLock> open(const StoreFiles& files, Exclusion exclusion);

    /// Takes the lock; tries for `timeout` where another one holds it. kTryAgain, naming the
    /// holder's pid, after that.
    base::Result<Held> acquire(std::chrono::milliseconds timeout);

    /// What the file says. What another process writes at this moment may be missed.
    [[nodiscard]] LockNote note() const;

    /// Notes which database file the lock is for, and which log is that file's. To be called while
    /// it is held.
    base::Result<void> set_files(std::string database, std::string log);

  private:
    WriteLock(StoreFiles files, Exclusion exclusion)
        : files_(std::move(files)), exclusion_(exclusion) {}

    base::Result<void> open_file();
    base::Result<bool> try_lock();
    void unlock() const;
    [[nodiscard]] bool is_in_place() const;
    base::Result<void> write_note() const;

    StoreFiles files_;
    Exclusion exclusion_;
    base::UniqueFd fd_;
    LockNote own_note_;  ///< without a pid; empty texts where they are not known yet
};

/// The pid of the process that holds the lock of the store at this moment; none where nobody does.
base::Result<std::optional<std::int64_t>> lock_holder(const StoreFiles& files);

}  // namespace tasksched::store::sqlite
