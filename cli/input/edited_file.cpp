#include "cli/input/edited_file.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <string_view>
#include <utility>

#include "common/base/file.h"
#include "common/base/text.h"

namespace tasksched::cli {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;

constexpr std::size_t kLargest = std::size_t{64} * 1024 * 1024;

Result<void> write_all(int fd, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(fd, text.data(), text.size());
        if (written < 0 && errno != EINTR) {
            return fail(ErrorCode::kFailed, "cannot write the text to be edited: {}",
                        base::system_error_text(errno));
        }
        text.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(written, 0)));
    }
    return {};
}

/// While an editor has the terminal, its signals are not for this process.
class SignalsLeftAlone {
  public:
    SignalsLeftAlone() {
        struct sigaction ignore {};
        ignore.sa_handler = SIG_IGN;
        for (std::size_t i = 0; i < kSignals.size(); ++i) {
            ::sigaction(kSignals.at(i), &ignore, &before_.at(i));
        }
    }
    SignalsLeftAlone(const SignalsLeftAlone&) = delete;
    SignalsLeftAlone& operator=(const SignalsLeftAlone&) = delete;
    ~SignalsLeftAlone() {
        for (std::size_t i = 0; i < kSignals.size(); ++i) {
            ::sigaction(kSignals.at(i), &before_.at(i), nullptr);
        }
    }

    static constexpr std::array<int, 3> kSignals{SIGHUP, SIGINT, SIGQUIT};

  private:
    std::array<struct sigaction, 3> before_{};
};

/// Starts the line of shell, its signals as a new process expects them.
Result<pid_t> start(const std::string& editor, const std::string& path) {
    std::array<std::string, 5> words{"/bin/sh", "-c", editor + " \"$1\"", "sh", path};
    std::array<char*, 6> argv{};
    for (std::size_t i = 0; i < words.size(); ++i) {
        argv.at(i) = words.at(i).data();
    }
    sigset_t defaults;
    ::sigemptyset(&defaults);
    for (const int signal : SignalsLeftAlone::kSignals) {
        ::sigaddset(&defaults, signal);
    }
    posix_spawnattr_t attributes;
    ::posix_spawnattr_init(&attributes);
    ::posix_spawnattr_setsigdefault(&attributes, &defaults);
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
    pid_t pid = -1;
    const int error = ::posix_spawn(&pid, argv[0], nullptr, &attributes, argv.data(), environ);
    ::posix_spawnattr_destroy(&attributes);
    if (error != 0) {
        return fail(ErrorCode::kFailed, "cannot start {}: {}", base::quoted(editor),
                    base::system_error_text(error));
    }
    return pid;
}

}  // namespace

EditedFile::EditedFile(std::string directory, const std::string& name, base::UniqueFd descriptor)
    : directory_(std::move(directory)),
      name_(name),
      path_(directory_ + "/" + name),
      descriptor_(std::move(descriptor)) {}

Result<EditedFile> EditedFile::make(const std::string& name, const std::string& text,
                                    const std::optional<std::string>& temporary) {
    std::string directory =
        fmt::format("{}/{}.XXXXXX", temporary && !temporary->empty() ? *temporary : "/tmp", name);
    if (::mkdtemp(directory.data()) == nullptr) {
        return fail(ErrorCode::kFailed, "cannot make the directory {}: {}", directory,
                    base::system_error_text(errno));
    }
    base::UniqueFd descriptor(
        ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    EditedFile file(std::move(directory), name, std::move(descriptor));
    const base::UniqueFd content(::openat(file.descriptor_.get(), name.c_str(),
                                          O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                                          0600));
    if (!content) {
        auto error = fail(ErrorCode::kFailed, "cannot make the file {}: {}", file.path_,
                          base::system_error_text(errno));
        file.remove();
        return error;
    }
    if (auto written = write_all(content.get(), text); !written) {
        file.remove();
        return tl::unexpected(std::move(written.error()));
    }
    return file;
}

Result<void> EditedFile::edit(const std::string& editor) {
    const SignalsLeftAlone left_alone;
    const auto pid = start(editor, path_);
    if (!pid) {
        return tl::unexpected(pid.error());
    }
    int status = 0;
    while (::waitpid(*pid, &status, 0) < 0 && errno == EINTR) {
    }
    if (WIFSIGNALED(status)) {
        return fail(ErrorCode::kFailed, "\"{}\" killed; signal {}", editor, WTERMSIG(status));
    }
    if (WEXITSTATUS(status) != 0) {
        return fail(ErrorCode::kFailed, "\"{}\" exited with status {}", editor,
                    WEXITSTATUS(status));
    }
    return {};
}

Result<std::string> EditedFile::read() const {
    const base::UniqueFd content(
        ::openat(descriptor_.get(), name_.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
    struct stat status {};
    if (!content || ::fstat(content.get(), &status) != 0) {
        return fail(ErrorCode::kFailed, "cannot open {} after the edit: {}", path_,
                    base::system_error_text(errno));
    }
    if (!S_ISREG(status.st_mode) || status.st_uid != ::geteuid()) {
        return fail(ErrorCode::kFailed, "{} is no regular file of yours any more", path_);
    }
    return base::read_descriptor(content.get(), kLargest, path_);
}

void EditedFile::remove() {
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
}

}  // namespace tasksched::cli
