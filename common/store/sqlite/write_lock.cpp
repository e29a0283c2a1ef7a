#include "common/store/sqlite/write_lock.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>
#include <thread>
#include <utility>

#include "common/base/text.h"

namespace tasksched::store::sqlite {

namespace {

using base::ErrorCode;
using base::fail;
using base::Result;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// The note has always the same length, so that each write replaces the one before as a whole.
constexpr std::size_t kNoteSize = 160;

constexpr milliseconds kFirstPause{1};
constexpr milliseconds kLongestPause{10};

/// fcntl(2) asks for l_pid to be 0 with these locks.
struct flock whole_file(int type) {
    struct flock range {};
    range.l_type = static_cast<decltype(range.l_type)>(type);
    range.l_whence = SEEK_SET;
    return range;
}

LockNote read_note(int fd) {
    std::array<char, kNoteSize> bytes{};
    const ssize_t size = ::pread(fd, bytes.data(), bytes.size(), 0);
    if (size <= 0) {
        return {};
    }
    const std::string_view text(bytes.data(), static_cast<std::size_t>(size));
    const auto words = base::split(base::trim(text), ' ');
    LockNote note;
    note.pid = base::parse_integer(words[0]).value_or(0);
    if (words.size() == 3) {
        note.database = words[1];
        note.log = words[2];
    }
    return note;
}

}  // namespace

WriteLock::Held::~Held() {
    if (lock_ != nullptr) {
        lock_->unlock();
    }
}

Result<WriteLock> WriteLock::open(const StoreFiles& files, Exclusion exclusion) {
    WriteLock lock(files, exclusion);
    if (auto opened = lock.open_file(); !opened) {
        return tl::unexpected(std::move(opened.error()));
    }
    return lock;
}

Result<void> WriteLock::open_file() {
    const char* path = files_.lock.c_str();
    fd_.reset(::open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600));
    if (!fd_) {
        const int number = errno;
        return fail(
            ErrorCode::kFailed, "the store's lock {} cannot be opened: {}", files_.lock,
            number == ELOOP ? "it is a symbolic link; remove it" : base::system_error_text(number));
    }
    struct stat found {};
    if (::fstat(fd_.get(), &found) != 0 || !S_ISREG(found.st_mode)) {
        return fail(ErrorCode::kFailed, "the store's lock {} is not a regular file; remove it",
                    files_.lock);
    }
    if (found.st_uid != ::geteuid()) {
        return fail(ErrorCode::kNotPermitted,
                    "the store's lock {} belongs to user {}; that user's store must be opened by "
                    "that user",
                    files_.lock, found.st_uid);
    }
    return {};
}

Result<WriteLock::Held> WriteLock::acquire(milliseconds timeout) {
    if (exclusion_ == Exclusion::kNoneForTests) {
        return Held(nullptr);
    }
    const auto deadline = steady_clock::now() + timeout;
    milliseconds pause = kFirstPause;
    for (;;) {
        const auto locked = try_lock();
        if (!locked) {
            return tl::unexpected(locked.error());
        }
        if (*locked) {
            return Held(this);
        }
        const auto left = std::chrono::ceil<milliseconds>(deadline - steady_clock::now());
        if (left <= milliseconds(0)) {
            return fail(ErrorCode::kTryAgain,
                        "the store {} is busy: process {} is writing to it; try again",
                        files_.shown, note().pid);
        }
        std::this_thread::sleep_for(std::min(pause, left));
        pause = std::min(pause * 2, kLongestPause);
    }
}

/// False where another one holds it.
Result<bool> WriteLock::try_lock() {
    struct flock range = whole_file(F_WRLCK);
    if (::fcntl(fd_.get(), F_OFD_SETLK, &range) != 0) {
        const int number = errno;
        if (number == EAGAIN || number == EACCES || number == EINTR) {
            return false;
        }
        return fail(ErrorCode::kFailed, "the store's lock {} cannot be taken: {}", files_.lock,
                    base::system_error_text(number));
    }
    if (!is_in_place()) {
        // Somebody removed the file: those who come now lock another one.
        return open_file().map([] { return false; });
    }
    if (auto noted = write_note(); !noted) {
        unlock();
        return tl::unexpected(noted.error());
    }
    return true;
}

void WriteLock::unlock() const {
    struct flock range = whole_file(F_UNLCK);
    static_cast<void>(::fcntl(fd_.get(), F_OFD_SETLK, &range));
}

bool WriteLock::is_in_place() const {
    struct stat held {};
    struct stat there {};
    return ::fstat(fd_.get(), &held) == 0 && ::lstat(files_.lock.c_str(), &there) == 0 &&
           held.st_dev == there.st_dev && held.st_ino == there.st_ino;
}

/// A disk that is too full for the note is too full to write the store.
Result<void> WriteLock::write_note() const {
    const LockNote before = own_note_.database.empty() ? note() : own_note_;
    std::string text = fmt::format("{} {} {}", ::getpid(), before.database, before.log);
    text.resize(kNoteSize - 1, ' ');
    text += '\n';
    if (::pwrite(fd_.get(), text.data(), text.size(), 0) == static_cast<ssize_t>(text.size())) {
        return {};
    }
    return fail(ErrorCode::kFailed, "the store's lock {} cannot be written: {}", files_.lock,
                base::system_error_text(errno));
}

Result<void> WriteLock::set_files(std::string database, std::string log) {
    own_note_ = {.pid = 0, .database = std::move(database), .log = std::move(log)};
    return exclusion_ == Exclusion::kLockFile ? write_note() : Result<void>();
}

LockNote WriteLock::note() const { return read_note(fd_.get()); }

Result<std::optional<std::int64_t>> lock_holder(const StoreFiles& files) {
    const base::UniqueFd fd(
        ::open(files.lock.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    if (!fd) {
        if (errno == ENOENT) {
            return std::nullopt;
        }
        return fail(ErrorCode::kFailed, "the store's lock {} cannot be opened: {}", files.lock,
                    base::system_error_text(errno));
    }
    struct flock range = whole_file(F_WRLCK);
    if (::fcntl(fd.get(), F_OFD_GETLK, &range) != 0) {
        return fail(ErrorCode::kFailed, "the store's lock {} cannot be asked for: {}", files.lock,
                    base::system_error_text(errno));
    }
    if (range.l_type == F_UNLCK) {
        return std::nullopt;
    }
    return read_note(fd.get()).pid;
}

}  // namespace tasksched::store::sqlite
