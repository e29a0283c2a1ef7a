#include "common/config/trusted_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "common/base/text.h"

namespace tasksched::config {

namespace {

using base::ErrorCode;
using base::fail;
using base::Result;

constexpr mode_t kWriteOfOthers = 022;

Result<void> check_owner_and_mode(const std::string& path, const struct stat& status) {
    if (status.st_uid != 0 && status.st_uid != ::geteuid()) {
        return fail(ErrorCode::kNotPermitted,
                    "{} belongs to uid {}; it must belong to root or to you: chown it",
                    base::quoted(path), status.st_uid);
    }
    if ((status.st_mode & kWriteOfOthers) != 0) {
        return fail(ErrorCode::kNotPermitted,
                    "{} may be written by its group or by others (mode {:04o}): chmod go-w it",
                    base::quoted(path), status.st_mode & 07777U);
    }
    return {};
}

Result<struct stat> status_of(const std::string& path) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) {
        return fail(ErrorCode::kFailed, "{}: {}", base::quoted(path),
                    base::system_error_text(errno));
    }
    return status;
}

/// Whether others may make new entries there and yet cannot take away those of others, as in /tmp.
bool keeps_entries(const struct stat& status) {
    return (status.st_mode & S_ISVTX) != 0 && status.st_uid == 0;
}

/// All directories above the path, up to the root: who may write to one of them can put something
/// else in the place of what is below.
Result<void> check_directories_above(const std::filesystem::path& path) {
    for (auto directory = path.parent_path();; directory = directory.parent_path()) {
        const std::string name = directory.string();
        const auto status = status_of(name);
        if (!status) {
            return tl::unexpected(status.error());
        }
        if (!keeps_entries(*status)) {
            if (auto sound = check_owner_and_mode(name, *status); !sound) {
                return sound;
            }
        }
        if (directory == directory.parent_path()) {
            return {};
        }
    }
}

/// Where the path leads through links.
Result<std::filesystem::path> resolved(const std::string& path) {
    std::error_code error;
    auto real = std::filesystem::canonical(path, error);
    if (error) {
        return fail(ErrorCode::kFailed, "{}: {}", base::quoted(path),
                    base::system_error_text(error.value()));
    }
    return real;
}

}  // namespace

Result<void> check_trusted(const std::string& path) {
    const auto status = status_of(path);
    if (!status) {
        return tl::unexpected(status.error());
    }
    if (!S_ISREG(status->st_mode)) {
        return fail(ErrorCode::kFailed, "{} is not a file", base::quoted(path));
    }
    return check_owner_and_mode(path, *status)
        .and_then([&] { return check_directories_above(path); })
        .and_then([&] { return resolved(path); })
        .and_then([](const std::filesystem::path& real) { return check_directories_above(real); });
}

Result<void> check_trusted_program(const std::string& path) {
    return check_trusted(path).and_then([&]() -> Result<void> {
        if (::access(path.c_str(), X_OK) != 0) {
            return fail(ErrorCode::kFailed, "{} cannot be executed: {}; chmod +x it",
                        base::quoted(path), base::system_error_text(errno));
        }
        return {};
    });
}

}  // namespace tasksched::config
