#include "cli/commands/silence.h"

namespace tasksched::cli::commands {

bool is_silent(const model::TaskSpec& spec, const std::string& user, const config::Config& config) {
    return !spec.notify && config.notify.default_address->empty() &&
           config.notify.command->empty() && !config.user_notify.contains(user);
}

}  // namespace tasksched::cli::commands
