#include "daemon/process/detach.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>

#include "common/base/file.h"
#include "common/base/text.h"

namespace tasksched::daemon {
namespace {

using base::ErrorCode;
using base::Result;
using base::UniqueFd;

/// What the background writes: one byte, the error's code or 0, then its message.
constexpr std::size_t kMaxReport = std::size_t{64} * 1024;

constexpr mode_t kPrivate = 0600;

tl::unexpected<base::Error> cannot(std::string_view what, int error) {
    return base::fail(ErrorCode::kFailed, "cannot go into the background: {}: {}", what,
                      base::system_error_text(error));
}

Result<UniqueFd> open_log(const std::string& path) {
    UniqueFd log(::open(
        path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY, kPrivate));
    if (!log) {
        return base::fail(ErrorCode::kFailed, "cannot open the log {}: {}", base::quoted(path),
                          base::system_error_text(errno));
    }
    return log;
}

void wait_for(pid_t child) {
    while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
    }
}

/// The foreground: waits for the word of the background.
Result<void> hear(const UniqueFd& report, const std::string& log_path) {
    const auto text = base::read_descriptor(report.get(), kMaxReport, "the daemon's report");
    if (!text) {
        return tl::unexpected(text.error());
    }
    if (text->empty()) {
        return base::fail(ErrorCode::kFailed,
                          "the daemon ended before it was ready; its log {} may say why",
                          base::quoted(log_path));
    }
    if (text->front() == 0) {
        return {};
    }
    return tl::unexpected(base::Error{static_cast<ErrorCode>(text->front()), text->substr(1)});
}

/// The background: lets go of the terminal and of what the caller had open.
Result<void> settle_in(const UniqueFd& log) {
    const UniqueFd null(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    if (!null || ::dup2(null.get(), STDIN_FILENO) < 0) {
        return cannot("/dev/null as standard input", errno);
    }
    if (::dup2(log.get(), STDOUT_FILENO) < 0 || ::dup2(log.get(), STDERR_FILENO) < 0) {
        return cannot("the log as standard output", errno);
    }
    if (::chdir("/") != 0) {
        return cannot("the directory /", errno);
    }
    return {};
}

enum class Side { kForeground, kBackground };

/// Forks twice: the process in between leads the new session and ends, so that the background can
/// never get a controlling terminal.
Result<Side> fork_twice() {
    const pid_t between = ::fork();
    if (between < 0) {
        return cannot("fork", errno);
    }
    if (between > 0) {
        wait_for(between);
        return Side::kForeground;
    }
    ::setsid();
    // Where the second fork fails nothing is written, and the foreground finds the end of the pipe.
    const pid_t background = ::fork();
    if (background != 0) {
        ::_exit(background > 0 ? 0 : 1);
    }
    return Side::kBackground;
}

}  // namespace

Result<std::unique_ptr<Detachment>> Detachment::begin(const std::string& log_path) {
    auto log = open_log(log_path);
    if (!log) {
        return tl::unexpected(log.error());
    }
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        return cannot("a pipe", errno);
    }
    UniqueFd hearing(ends[0]);
    UniqueFd saying(ends[1]);
    const auto side = fork_twice();
    if (!side) {
        return tl::unexpected(side.error());
    }
    if (*side == Side::kForeground) {
        saying.reset();
        return hear(hearing, log_path).map([] { return std::unique_ptr<Detachment>(); });
    }
    hearing.reset();
    std::unique_ptr<Detachment> detachment(new Detachment(std::move(saying)));
    if (const auto settled = settle_in(*log); !settled) {
        detachment->failed(settled.error());
        return tl::unexpected(settled.error());
    }
    return detachment;
}

void Detachment::ready() { report(nullptr); }

void Detachment::failed(const base::Error& error) { report(&error); }

void Detachment::report(const base::Error* error) {
    std::string text(1,
                     error == nullptr ? '\0' : static_cast<char>(base::exit_status(error->code)));
    if (error != nullptr) {
        text += error->message;
    }
    std::string_view rest = text;
    while (foreground_ && !rest.empty()) {
        const ssize_t written = ::write(foreground_.get(), rest.data(), rest.size());
        if (written > 0) {
            rest.remove_prefix(static_cast<std::size_t>(written));
        } else if (errno != EINTR) {
            break;  // The foreground was ended meanwhile: there is nobody to tell.
        }
    }
    foreground_.reset();
}

}  // namespace tasksched::daemon
