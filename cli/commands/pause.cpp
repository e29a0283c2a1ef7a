#include "cli/args/pause.h"

#include "cli/commands/commands.h"
#include "cli/commands/transition.h"

namespace tasksched::cli::commands {

base::Result<int> pause(Session& session, const PauseOptions& options) {
    return move_tasks(session, service::Transition::kPause, options.tasks);
}

}  // namespace tasksched::cli::commands
