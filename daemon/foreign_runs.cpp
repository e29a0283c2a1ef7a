#include "daemon/foreign_runs.h"

#include <fmt/format.h>

#include "common/base/text.h"

namespace tasksched::daemon {

bool switches_users(Admission::Serves serves, uid_t own_uid) {
    return serves == Admission::Serves::kEverybody && own_uid == 0;
}

std::optional<std::string> why_not_for_user(const model::Run& run, const std::string& own_user,
                                            uid_t own_uid) {
    if (own_uid != 0) {
        return run.user_id == own_user
                   ? std::nullopt
                   : std::optional(fmt::format("this daemon is not allowed to switch users, so it "
                                               "carries nothing out for user {}",
                                               base::quoted(run.user_id)));
    }
    if (run.user_id == own_user) {
        return "a daemon that serves everybody runs nothing as root";
    }
    return run.type == "command" ? std::nullopt
                                 : std::optional(fmt::format(
                                       "a daemon that serves everybody runs commands alone, and "
                                       "no tasks of type {}",
                                       base::quoted(run.type)));
}

}  // namespace tasksched::daemon
