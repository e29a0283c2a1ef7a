#include "cli/commands/scheduled.h"

#include "cli/output/json.h"

namespace tasksched::cli::commands {

void report_scheduled(Session& session, const service::ScheduleResponse& response) {
    const bool daemon_listens = session.announce_change();
    for (const model::TaskId id : response.ids) {
        session.out().line(session.json() ? JsonObject().add("task_id", id.value).text()
                                          : std::to_string(id.value));
    }
    for (const std::string& remark : response.remarks) {
        session.remark(remark);
    }
    if (!daemon_listens) {
        session.remark_no_daemon();
    }
}

}  // namespace tasksched::cli::commands
