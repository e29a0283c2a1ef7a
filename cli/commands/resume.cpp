#include "cli/args/resume.h"

#include "cli/commands/commands.h"
#include "cli/commands/transition.h"

namespace tasksched::cli::commands {

base::Result<int> resume(Session& session, const ResumeOptions& options) {
    return move_tasks(session, service::Transition::kResume, options.tasks);
}

}  // namespace tasksched::cli::commands
