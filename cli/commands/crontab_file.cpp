#include "cli/commands/crontab_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "common/base/file.h"
#include "common/base/text.h"
#include "common/base/unique_fd.h"
#include "common/crontab/table.h"

namespace tasksched::cli::commands {
namespace {

/// More than the longest lines that are taken would come to.
constexpr std::size_t kLargest = std::size_t{64} * 1024 * 1024;

std::optional<std::string> read_all(int fd, const std::string& name) {
    auto content = base::read_descriptor(fd, kLargest, name);
    if (!content) {
        complain(content.error().message);
        return std::nullopt;
    }
    return std::move(*content);
}

bool tell_table_error(const crontab::TableError& error, std::string_view name,
                      std::string_view conclusion) {
    switch (error.fault) {
        case crontab::Fault::kLine:
            fmt::print(stderr, "\"{}\":{}: {}\n{}\n", base::escape_control(name), error.told_line,
                       error.message, conclusion);
            break;
        case crontab::Fault::kTooManyLines:
            fmt::print(stderr, "crontab is too long; maximum number of lines is {}.\n",
                       crontab::kMostLines);
            break;
        case crontab::Fault::kNoEndOfLastLine:
            fmt::print(stderr, "new crontab file is missing newline before EOF, can't install.\n");
            break;
    }
    return false;
}

}  // namespace

std::optional<std::string> read_table_file(const std::string& name) {
    if (name == "-") {
        return read_all(STDIN_FILENO, "standard input");
    }
    // A FIFO is refused below, and not waited for.
    const base::UniqueFd file(::open(name.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    struct stat status {};
    if (!file || ::fstat(file.get(), &status) != 0) {
        fmt::print(stderr, "{}: {}\n", base::escape_control(name), base::system_error_text(errno));
        return std::nullopt;
    }
    if (!S_ISREG(status.st_mode)) {
        fmt::print(stderr, "{}: Not a regular file.\n", base::escape_control(name));
        return std::nullopt;
    }
    return read_all(file.get(), name);
}

bool check_table(const std::string& content, std::string_view name, std::string_view conclusion) {
    const auto table = crontab::read_table(content);
    if (!table) {
        return tell_table_error(table.error(), name, conclusion);
    }
    for (const crontab::Remark& remark : table->remarks) {
        fmt::print(stderr, "\"{}\":{}: warning: {}\n", base::escape_control(name), remark.line,
                   base::escape_control(remark.text));
    }
    return true;
}

Installed install_table(Session& session, const std::string& content, std::string_view name) {
    if (!check_table(content, name, kCannotInstall)) {
        return Installed::kWrong;
    }
    const auto service = session.service(store::OpenMode::kCreate);
    const auto installed =
        service ? (*service)->install_crontab({content}) : tl::unexpected(service.error());
    if (!installed) {
        tell_failure(installed.error());
        return Installed::kFailed;
    }
    announce_crontab(session);
    return Installed::kYes;
}

void announce_crontab(Session& session) {
    if (!session.announce_change() && ::isatty(STDERR_FILENO) == 1) {
        session.remark_no_daemon();
    }
}

void complain(std::string_view text) {
    fmt::print(stderr, "crontab: {}\n", base::escape_control(text));
}

int tell_failure(const base::Error& error) {
    if (error.code == base::ErrorCode::kNotPermitted) {
        fmt::print(stderr, "must be privileged to use -u\n");
    } else if (error.code == base::ErrorCode::kNotFound) {
        fmt::print(stderr, "{}\n", base::escape_control(error.message));
    } else {
        complain(error.message);
    }
    return error.code == base::ErrorCode::kTryAgain ? base::exit_status(error.code) : 1;
}

}  // namespace tasksched::cli::commands
