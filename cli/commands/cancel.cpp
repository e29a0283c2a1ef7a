#include "cli/args/cancel.h"

#include "cli/commands/commands.h"
#include "cli/commands/transition.h"

namespace tasksched::cli::commands {

base::Result<int> cancel(Session& session, const CancelOptions& options) {
    return move_tasks(session, service::Transition::kCancel, options.tasks,
                      options.kill ? RunningRuns::kKill : RunningRuns::kLeave);
}

}  // namespace tasksched::cli::commands
