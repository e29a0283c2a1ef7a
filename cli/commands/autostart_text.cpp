#include <fmt/format.h>

#include <string_view>

#include "cli/commands/autostart.h"
#include "common/base/text.h"

namespace tasksched::cli::commands {
namespace {

constexpr std::string_view kMark = "# by 'tasksched daemon enable'";

/// As systemd.syntax(7) and systemd.service(5), 'COMMAND LINES', quote a word.
std::string for_systemd(std::string_view word) {
    std::string result = "\"";
    for (const char c : word) {
        if (c == '"' || c == '\\') {
            result += '\\';
        } else if (c == '%' || c == '$') {
            result += c;
        }
        result += c;
    }
    return result + "\"";
}

/// As sh quotes a word, and with the % of crontab(5) escaped.
std::string for_crontab(std::string_view word) {
    std::string result = "'";
    for (const char c : word) {
        if (c == '\'') {
            result += "'\\''";
        } else if (c == '%') {
            result += "'\\%'";
        } else {
            result += c;
        }
    }
    return result + "'";
}

}  // namespace

std::string systemd_unit(const std::vector<std::string>& command) {
    std::string line;
    for (const std::string& word : command) {
        line += fmt::format("{}{}", line.empty() ? "" : " ", for_systemd(word));
    }
    return fmt::format(
        "# Written by 'tasksched daemon enable'; 'tasksched daemon disable' removes it.\n"
        "[Unit]\n"
        "Description=Task scheduler (personal)\n"
        "Documentation=man:taskschedd(8) man:tasksched(1)\n"
        "\n"
        "[Service]\n"
        "Type=notify\n"
        "NotifyAccess=main\n"
        "ExecStart={}\n"
        "ExecReload=/bin/kill -HUP $MAINPID\n"
        "KillMode=process\n"
        "TimeoutStopSec=infinity\n"
        "Restart=on-failure\n"
        "RestartSec=1s\n"
        "\n"
        "[Install]\n"
        "WantedBy=default.target\n",
        line);
}

std::string reboot_line(const std::vector<std::string>& command) {
    std::string line = "@reboot";
    for (const std::string& word : command) {
        line += fmt::format(" {}", for_crontab(word));
    }
    return fmt::format("{} --detach {}", line, kMark);
}

std::string without_reboot_lines(const std::string& crontab) {
    std::string result;
    std::string_view separator;
    for (const std::string_view line : base::split(crontab, '\n')) {
        if (line.ends_with(kMark)) {
            continue;
        }
        result += separator;
        result += line;
        separator = "\n";
    }
    return result;
}

}  // namespace tasksched::cli::commands
