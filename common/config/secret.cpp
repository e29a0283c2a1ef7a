#include "common/config/secret.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "common/base/file.h"
#include "common/base/text.h"
#include "common/base/unique_fd.h"

namespace tasksched::config {

namespace {

using base::ErrorCode;
using base::fail;
using base::Result;

constexpr std::size_t kMaxBytes = std::size_t{64} * 1024;
constexpr std::string_view kCredential = "credential:";
constexpr mode_t kOfOthers = 077;

/// Where a secret stands, and whether whoever put it there answers for its mode: systemd's
/// credentials are readable by the service alone, whatever their mode says.
struct Place {
    std::string path;
    bool is_credential = false;
};

Result<Place> place_of(const std::string& source) {
    if (!source.starts_with(kCredential)) {
        return Place{source, false};
    }
    const std::string name = source.substr(kCredential.size());
    const char* directory = std::getenv("CREDENTIALS_DIRECTORY");
    if (directory == nullptr || *directory != '/') {
        return fail(ErrorCode::kFailed,
                    "the credential {} is not there: this process was given none "
                    "(LoadCredential= in systemd.exec(5))",
                    base::quoted(name));
    }
    return Place{fmt::format("{}/{}", directory, name), true};
}

Result<void> check_file(const Place& place, int fd) {
    struct stat status {};
    if (::fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
        return fail(ErrorCode::kNotPermitted, "{} is not a file", base::quoted(place.path));
    }
    if (place.is_credential) {
        return {};
    }
    if (status.st_uid != ::geteuid() && status.st_uid != 0) {
        return fail(ErrorCode::kNotPermitted, "{} belongs to another user (uid {})",
                    base::quoted(place.path), status.st_uid);
    }
    if ((status.st_mode & kOfOthers) != 0) {
        return fail(ErrorCode::kNotPermitted,
                    "{} holds a secret and others may read or write it (mode {:04o}): chmod 600 it",
                    base::quoted(place.path), status.st_mode & 07777U);
    }
    return {};
}

Result<std::string> secret_line(const Place& place, std::string text) {
    if (text.ends_with('\n')) {
        text.pop_back();
    }
    if (text.ends_with('\r')) {
        text.pop_back();
    }
    if (text.empty()) {
        return fail(ErrorCode::kInvalid, "{} is empty", base::quoted(place.path));
    }
    if (base::has_control(text)) {
        return fail(ErrorCode::kInvalid,
                    "{} holds several lines or control characters; one line is expected",
                    base::quoted(place.path));
    }
    return text;
}

}  // namespace

Result<std::string> read_secret(const std::string& source) {
    if (auto sound = check_secret_source(source); !sound) {
        return tl::unexpected(sound.error());
    }
    const auto place = place_of(source);
    if (!place) {
        return tl::unexpected(place.error());
    }
    const base::UniqueFd file(
        ::open(place->path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    if (!file) {
        return fail(errno == EACCES ? ErrorCode::kNotPermitted : ErrorCode::kFailed,
                    "cannot open {}: {}", base::quoted(place->path), std::strerror(errno));
    }
    if (auto sound = check_file(*place, file.get()); !sound) {
        return tl::unexpected(sound.error());
    }
    auto text = base::read_descriptor(file.get(), kMaxBytes, place->path);
    return text ? secret_line(*place, std::move(*text)) : text;
}

Result<std::string> read_secret_named(const std::string& name, const std::string& directory) {
    const char* credentials = std::getenv("CREDENTIALS_DIRECTORY");
    if (credentials != nullptr &&
        ::access(fmt::format("{}/{}", credentials, name).c_str(), F_OK) == 0) {
        return read_secret(fmt::format("{}{}", kCredential, name));
    }
    if (directory.empty()) {
        return fail(ErrorCode::kFailed,
                    "there is no directory of secrets: set 'secrets' in [http] of tasksched.toml");
    }
    return read_secret(fmt::format("{}/{}", directory, name));
}

Result<void> check_secret_source(std::string_view source) {
    if (source.starts_with(kCredential)) {
        const std::string_view name = source.substr(kCredential.size());
        if (!name.empty() && name.find('/') == std::string_view::npos && name[0] != '.' &&
            !base::has_control(name)) {
            return {};
        }
    } else if (source.starts_with('/') && !base::has_control(source)) {
        return {};
    }
    return fail(ErrorCode::kInvalid, "{}: a file's absolute path, or credential:NAME, is expected",
                base::quoted(source));
}

}  // namespace tasksched::config
