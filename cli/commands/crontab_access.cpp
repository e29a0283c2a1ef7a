#include "cli/commands/crontab_access.h"

#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>

#include "common/base/text.h"

namespace tasksched::cli::commands {
namespace {

constexpr char kAllow[] = "/etc/cron.allow";
constexpr char kDeny[] = "/etc/cron.deny";
constexpr std::string_view kRoot = "root";

std::string own_name() {
    const passwd* const entry = ::getpwuid(::geteuid());
    return entry != nullptr ? entry->pw_name : std::to_string(::geteuid());
}

/// Whether one of the file's lines is the name; none where there is no such file.
std::optional<bool> lists(const char* path, const std::string& name) {
    std::ifstream file(path);
    if (!file) {
        return errno == ENOENT ? std::nullopt : std::optional(std::strcmp(path, kDeny) == 0);
    }
    for (std::string line; std::getline(file, line);) {
        if (line == name) {
            return true;
        }
    }
    return false;
}

bool is_allowed(const std::string& user) {
    if (user == kRoot) {
        return true;
    }
    if (const auto allowed = lists(kAllow, user)) {
        return *allowed;
    }
    return !lists(kDeny, user).value_or(false);
}

bool refuse_user(const std::string& user) {
    if (::geteuid() != 0) {
        fmt::print(stderr,
                   "You ({}) are not allowed to use this program (crontab)\n"
                   "See crontab(1) for more information\n",
                   base::escape_control(user));
    } else {
        fmt::print(stderr, "The user {} cannot use this program (crontab)\n",
                   base::escape_control(user));
    }
    return false;
}

}  // namespace

bool may_use_crontab(Session& session) {
    const auto& given = session.globals().user;
    if (given && ::getpwnam(given->c_str()) == nullptr) {
        fmt::print(stderr, "crontab:  user `{}' unknown\n", base::escape_control(*given));
        return false;
    }
    const std::string user = crontab_user(session);
    return is_allowed(user) || refuse_user(user);
}

std::string crontab_user(Session& session) { return session.globals().user.value_or(own_name()); }

}  // namespace tasksched::cli::commands
