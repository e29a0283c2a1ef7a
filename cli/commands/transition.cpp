#include "cli/commands/transition.h"

#include "cli/output/json.h"

namespace tasksched::cli::commands {

base::Result<int> move_tasks(Session& session, service::Transition to,
                             const std::vector<std::string>& tasks, RunningRuns running) {
    const auto service = session.service(store::OpenMode::kWrite);
    if (!service) {
        return tl::unexpected(service.error());
    }
    service::TransitionRequest request;
    request.to = to;
    request.kill = running == RunningRuns::kKill;
    for (const std::string& task : tasks) {
        request.tasks.push_back({task});
    }
    const auto response = (*service)->transition(request);
    if (!response) {
        return tl::unexpected(response.error());
    }
    session.announce_change();
    if (session.json()) {
        session.out().line(JsonObject()
                               .add("changed", response->changed)
                               .add("runs_cancelled", response->runs_cancelled)
                               .add("kills_requested", response->kills_requested)
                               .text());
    }
    return 0;
}

}  // namespace tasksched::cli::commands
