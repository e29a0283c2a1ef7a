#include "common/base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>

#include "common/base/text.h"
#include "common/base/unique_fd.h"

namespace tasksched::base {
namespace {

constexpr mode_t kPrivateDirectory = 0700;

tl::unexpected<Error> cannot(const char* what, std::string_view path, int error) {
    return fail(ErrorCode::kFailed, "cannot {} {}: {}", what, base::quoted(path),
                system_error_text(error));
}

/// Makes one directory; one that is there already is fine.
Result<void> make_directory(const std::string& path) {
    if (::mkdir(path.c_str(), kPrivateDirectory) != 0 && errno != EEXIST) {
        return cannot("make the directory", path, errno);
    }
    return {};
}

}  // namespace

Result<std::string> read_file(const std::string& path, std::size_t limit) {
    const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
    if (!fd) {
        return cannot("read", path, errno);
    }
    return read_descriptor(fd.get(), limit, path);
}

Result<std::string> read_descriptor(int fd, std::size_t limit, std::string_view name) {
    std::string content;
    std::array<char, 16384> chunk;
    for (;;) {
        const ssize_t got = ::read(fd, chunk.data(), chunk.size());
        if (got == 0) {
            return content;
        }
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return cannot("read", name, errno);
        }
        content.append(chunk.data(), static_cast<std::size_t>(got));
        if (content.size() > limit) {
            return fail(ErrorCode::kInvalid, "{} is larger than {} bytes", base::quoted(name),
                        limit);
        }
    }
}

Result<void> ensure_private_directory(const std::string& path) {
    std::filesystem::path partial;
    for (const auto& part : std::filesystem::path(absolute_path(path))) {
        partial /= part;
        struct stat status {};
        if (::stat(partial.c_str(), &status) == 0) {
            continue;
        }
        if (auto made = make_directory(partial.string()); !made) {
            return made;
        }
    }
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) {
        return cannot("use the directory", path, errno);
    }
    if (!S_ISDIR(status.st_mode)) {
        return cannot("use the directory", path, ENOTDIR);
    }
    if (status.st_uid != ::geteuid()) {
        return fail(ErrorCode::kNotPermitted, "the directory {} belongs to another user",
                    base::quoted(path));
    }
    if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
        return fail(ErrorCode::kNotPermitted,
                    "the directory {} can be written by others; take that away with: chmod go-w {}",
                    base::quoted(path), base::quoted(path));
    }
    return {};
}

Result<void> ensure_shared_directory(const std::string& path) {
    constexpr mode_t kForAll = S_IRWXU | S_IRGRP | S_IXGRP | S_IROTH | S_IXOTH;
    if (::mkdir(path.c_str(), kForAll) == 0) {
        if (::chmod(path.c_str(), kForAll) != 0) {  // the umask may have taken some of it away
            return cannot("open the directory", path, errno);
        }
    } else if (errno != EEXIST) {
        return cannot("make the directory", path, errno);
    }
    struct stat status {};
    if (::lstat(path.c_str(), &status) != 0) {
        return cannot("use the directory", path, errno);
    }
    if (!S_ISDIR(status.st_mode)) {
        return cannot("use the directory", path, ENOTDIR);
    }
    if (status.st_uid != ::geteuid() && status.st_uid != 0) {
        return fail(ErrorCode::kNotPermitted, "the directory {} belongs to another user",
                    base::quoted(path));
    }
    if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0 || (status.st_mode & S_IXOTH) == 0) {
        return fail(ErrorCode::kNotPermitted,
                    "the directory {} has to be open to everybody and writable by its owner alone: "
                    "chmod 755 {}",
                    base::quoted(path), base::quoted(path));
    }
    return {};
}

std::string absolute_path(std::string_view path) {
    auto normal =
        std::filesystem::absolute(std::filesystem::path(path)).lexically_normal().string();
    if (normal.size() > 1 && normal.back() == '/') {
        normal.pop_back();
    }
    return normal;
}

}  // namespace tasksched::base
