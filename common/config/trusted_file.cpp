#include "common/config/trusted_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

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

Result<void> check_directory(const std::string& path) {
    return status_of(path).and_then(
        [&](const struct stat& status) { return check_owner_and_mode(path, status); });
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
    return check_owner_and_mode(path, *status).and_then([&] {
        return check_directory(std::filesystem::path(path).parent_path().string());
    });
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
