#include "cli/args/no_options.h"
#include "cli/commands/commands.h"
#include "cli/output/json.h"
#include "common/model/payload.h"

namespace tasksched::cli::commands {

base::Result<int> types(Session& session, const NoOptions& /*options*/) {
    for (const model::TypeInfo* type : model::types()) {
        session.out().line(session.json()
                               ? JsonObject().add("type", type->name).add("help", type->help).text()
                               : fmt::format("{}\t{}", type->name, type->help));
    }
    return 0;
}

}  // namespace tasksched::cli::commands
