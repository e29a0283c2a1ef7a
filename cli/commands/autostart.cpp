#include "cli/commands/autostart.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>

#include "cli/child.h"
#include "common/base/file.h"
#include "common/base/text.h"
#include "common/base/unique_fd.h"

namespace tasksched::cli::commands {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;

constexpr std::chrono::seconds kDeadline{20};
constexpr const char* kUnit = "taskschedd.service";

/// Runs a program that must succeed; returns what it wrote.
Result<std::string> must(const std::vector<std::string>& command, const std::string& input = {}) {
    auto ended = run_child(command, input, kDeadline);
    if (!ended) {
        return tl::unexpected(ended.error());
    }
    if (ended->exit_code != 0) {
        return fail(ErrorCode::kFailed, "{}: {}", fmt::join(command, " "), base::trim(ended->err));
    }
    return std::move(ended->out);
}

bool has_program(Session& session, const std::string& name) {
    return find_in_path(name, session.environment()("PATH").value_or("")).has_value();
}

/// Whether systemd's user instance answers: it is absent in containers and under su.
bool has_systemd(Session& session) {
    return has_program(session, "systemctl") && must({"systemctl", "--user", "show-environment"});
}

Result<std::string> unit_directory(Session& session) {
    if (const auto config = session.environment()("XDG_CONFIG_HOME")) {
        return *config + "/systemd/user";
    }
    const auto home = session.environment()("HOME");
    if (!home) {
        return fail(ErrorCode::kFailed,
                    "the variable HOME is not set, so the place of systemd's user units is "
                    "unknown; set it");
    }
    return *home + "/.config/systemd/user";
}

/// Replaces the file as a whole: whoever reads it meanwhile sees the old or the new text.
Result<void> write_file(const std::string& path, std::string_view text) {
    const std::string draft = path + ".new";
    const base::UniqueFd fd(
        ::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644));
    if (!fd || ::write(fd.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()) ||
        ::fsync(fd.get()) != 0 || ::rename(draft.c_str(), path.c_str()) != 0) {
        return fail(ErrorCode::kFailed, "{}: cannot write it: {}", path,
                    base::system_error_text(errno));
    }
    return {};
}

Result<std::string> enable_by_systemd(Session& session, const std::vector<std::string>& command) {
    const auto directory = unit_directory(session);
    if (!directory) {
        return tl::unexpected(directory.error());
    }
    const std::string unit = fmt::format("{}/{}", *directory, kUnit);
    auto done = base::ensure_private_directory(*directory)
                    .and_then([&] { return write_file(unit, systemd_unit(command)); })
                    .and_then([] {
                        return must({"systemctl", "--user", "daemon-reload"});
                    })
                    .and_then([](const std::string&) {
                        return must({"systemctl", "--user", "enable", kUnit});
                    });
    if (!done) {
        return tl::unexpected(done.error());
    }
    return fmt::format("{}: starts at login; 'loginctl enable-linger' makes that at boot", unit);
}

/// Empty where the user has none. Any other failure must not end in a crontab that is replaced.
Result<std::string> read_crontab() {
    const auto ended = run_child({"crontab", "-l"}, {}, kDeadline);
    if (!ended) {
        return tl::unexpected(ended.error());
    }
    if (ended->exit_code != 0 && ended->err.find("no crontab for") == std::string::npos) {
        return fail(ErrorCode::kFailed, "crontab -l: {}", base::trim(ended->err));
    }
    return ended->exit_code == 0 ? ended->out : std::string();
}

Result<std::string> enable_by_crontab(const std::vector<std::string>& command) {
    auto crontab = read_crontab();
    if (!crontab) {
        return crontab;
    }
    std::string text = without_reboot_lines(*crontab);
    if (!text.empty() && text.back() != '\n') {
        text += '\n';
    }
    if (auto written = must({"crontab", "-"}, text + reboot_line(command) + "\n"); !written) {
        return written;
    }
    return "crontab: an @reboot line starts it at boot";
}

Result<std::string> disable_by_systemd(Session& session) {
    const auto directory = unit_directory(session);
    if (!directory) {
        return tl::unexpected(directory.error());
    }
    const std::string unit = fmt::format("{}/{}", *directory, kUnit);
    if (::access(unit.c_str(), F_OK) != 0) {
        return std::string();
    }
    // Where the instance does not answer, the file alone is what would start it.
    static_cast<void>(run_child({"systemctl", "--user", "disable", kUnit}, {}, kDeadline));
    if (::unlink(unit.c_str()) != 0) {
        return fail(ErrorCode::kFailed, "{}: cannot remove it: {}", unit,
                    base::system_error_text(errno));
    }
    static_cast<void>(run_child({"systemctl", "--user", "daemon-reload"}, {}, kDeadline));
    return fmt::format("{}: removed", unit);
}

Result<std::string> disable_by_crontab() {
    auto crontab = read_crontab();
    if (!crontab) {
        return crontab;
    }
    const std::string text = without_reboot_lines(*crontab);
    if (text == *crontab) {
        return std::string();
    }
    if (auto written = text.empty() ? must({"crontab", "-r"}) : must({"crontab", "-"}, text);
        !written) {
        return written;
    }
    return "crontab: its @reboot line is removed";
}

}  // namespace

Result<std::string> enable_autostart(Session& session, const std::vector<std::string>& command) {
    if (has_systemd(session)) {
        return enable_by_systemd(session, command);
    }
    if (has_program(session, "crontab")) {
        return enable_by_crontab(command);
    }
    return fail(ErrorCode::kFailed,
                "daemon enable: neither 'systemctl --user' answers nor is there a crontab program; "
                "start the daemon from your own scripts: {} --detach",
                fmt::join(command, " "));
}

Result<std::string> disable_autostart(Session& session) {
    auto systemd = disable_by_systemd(session);
    if (!systemd || !has_program(session, "crontab")) {
        return systemd;
    }
    auto crontab = disable_by_crontab();
    if (!crontab) {
        // Who may not use crontab has no line there, and systemd was the one that started it.
        return systemd->empty() ? crontab : systemd;
    }
    return *systemd + (systemd->empty() || crontab->empty() ? "" : "; ") + *crontab;
}

}  // namespace tasksched::cli::commands
