#include "cli/child.h"

#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

// The header of glibc 2.36 does not say itself that its functions are C.
extern "C" {
#include <sys/pidfd.h>
}

#include <array>
#include <cerrno>
#include <climits>

#include "common/base/text.h"
#include "common/base/unique_fd.h"

namespace tasksched::cli {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;

/// A stream of the child. In memory, so that neither side waits for the other, and a program that
/// the child leaves behind may keep it open.
Result<base::UniqueFd> stream(const std::string& content) {
    base::UniqueFd fd(::memfd_create("tasksched-child", MFD_CLOEXEC));
    std::string_view rest = content;
    while (fd && !rest.empty()) {
        const ssize_t written = ::write(fd.get(), rest.data(), rest.size());
        if (written < 0) {
            fd.reset();
        } else {
            rest.remove_prefix(static_cast<std::size_t>(written));
        }
    }
    if (!fd || ::lseek(fd.get(), 0, SEEK_SET) != 0) {
        return fail(ErrorCode::kFailed, "cannot start another program: {}",
                    base::system_error_text(errno));
    }
    return fd;
}

std::string content_of(int fd) {
    std::string content;
    std::array<char, 4096> buffer{};
    while (true) {
        const ssize_t count =
            ::pread(fd, buffer.data(), buffer.size(), static_cast<off_t>(content.size()));
        if (count <= 0) {
            return content;
        }
        content.append(buffer.data(), static_cast<std::size_t>(count));
    }
}

Result<pid_t> spawn(const std::vector<std::string>& arguments, int in, int out, int err) {
    std::vector<std::string> copies = arguments;
    std::vector<char*> pointers;
    pointers.reserve(copies.size() + 1);
    for (std::string& copy : copies) {
        pointers.push_back(copy.data());
    }
    pointers.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, err, STDERR_FILENO);
    pid_t pid = -1;
    const int error =
        ::posix_spawnp(&pid, pointers[0], &actions, nullptr, pointers.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    if (error != 0) {
        return fail(ErrorCode::kFailed, "cannot start {}: {}", arguments[0],
                    base::system_error_text(error));
    }
    return pid;
}

/// Its wait(2) status; none where it did not end in time and was killed. Where no descriptor is to
/// be had there is no deadline.
std::optional<int> wait_for(pid_t pid, std::chrono::milliseconds deadline) {
    const base::UniqueFd process(::pidfd_open(pid, 0));
    pollfd watched{process.get(), POLLIN, 0};
    int ready = process ? -1 : 1;
    while (ready < 0) {
        ready = ::poll(&watched, 1, static_cast<int>(deadline.count()));
        if (ready < 0 && errno != EINTR) {
            ready = 1;
        }
    }
    if (ready == 0) {
        ::kill(pid, SIGKILL);
    }
    int status = 0;
    while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    return ready > 0 ? std::optional(status) : std::nullopt;
}

bool is_program(const std::string& path) { return ::access(path.c_str(), X_OK) == 0; }

std::string own_directory() {
    std::array<char, PATH_MAX> buffer{};
    const ssize_t length = ::readlink("/proc/self/exe", buffer.data(), buffer.size());
    const std::string_view path(buffer.data(), static_cast<std::size_t>(length < 0 ? 0 : length));
    return std::string(
        path.substr(0, path.rfind('/') == std::string_view::npos ? 0 : path.rfind('/')));
}

}  // namespace

Result<ChildResult> run_child(const std::vector<std::string>& arguments,
                              const std::string& standard_input,
                              std::chrono::milliseconds deadline) {
    const auto in = stream(standard_input);
    const auto out = stream({});
    const auto err = stream({});
    if (!in || !out || !err) {
        return tl::unexpected(!in ? in.error() : !out ? out.error() : err.error());
    }
    const auto pid = spawn(arguments, in->get(), out->get(), err->get());
    if (!pid) {
        return tl::unexpected(pid.error());
    }
    const std::optional<int> status = wait_for(*pid, deadline);
    if (!status) {
        return fail(ErrorCode::kFailed, "{} did not end within {} s, and was killed", arguments[0],
                    deadline.count() / 1000);
    }
    return ChildResult{WIFEXITED(*status) ? WEXITSTATUS(*status) : 128 + WTERMSIG(*status),
                       content_of(out->get()), content_of(err->get())};
}

std::optional<std::string> find_in_path(const std::string& name, const std::string& path) {
    for (const std::string_view directory : base::split(path, ':')) {
        std::string candidate = fmt::format("{}/{}", directory, name);
        if (directory.starts_with('/') && is_program(candidate)) {
            return candidate;
        }
    }
    return std::nullopt;
}

std::optional<std::string> find_companion(const std::string& name, const std::string& path) {
    const std::string own = own_directory();
    for (const std::string& directory : {own, own + "/../sbin"}) {
        std::string candidate = fmt::format("{}/{}", directory, name);
        if (!own.empty() && is_program(candidate)) {
            return candidate;
        }
    }
    return find_in_path(name, path);
}

}  // namespace tasksched::cli
