#include "cli/commands/logs_json.h"

#include "cli/output/json.h"
#include "common/model/run_json.h"

namespace tasksched::cli::commands {

void print_json(Session& session, const service::LogsResponse& logs) {
    session.out().line(JsonObject()
                           .add("run_id", logs.run.id.value)
                           .add("attempt", logs.attempt)
                           .add("head", logs.output.head)
                           .add("tail", logs.output.tail)
                           .add("total_bytes", logs.output.total_bytes)
                           .add("left_out_bytes", logs.output.left_out())
                           .add_raw("items", model::to_json(logs.items, session.zone()))
                           .text());
}

}  // namespace tasksched::cli::commands
