#include "cli/args/types.h"

#include "cli/commands/commands.h"
#include "cli/commands/type_details.h"
#include "cli/output/json.h"
#include "common/model/payload.h"

namespace tasksched::cli::commands {
namespace {

using base::Result;

void list_type(Session& session, const model::TypeInfo& type,
               const std::optional<std::string>& plugin) {
    session.out().line(session.json() ? JsonObject()
                                            .add("type", type.name)
                                            .add("help", type.help)
                                            .add("plugin", plugin)
                                            .text()
                                      : fmt::format("{}\t{}", type.name, type.help));
}

/// What is not sound is told beside the list: it takes nothing away from the others.
Result<int> list_types(Session& session) {
    const auto plugins = session.plugins();
    if (!plugins) {
        return tl::unexpected(plugins.error());
    }
    for (const model::TypeInfo* type : model::types()) {
        list_type(session, *type, std::nullopt);
    }
    for (const auto& [name, plugin] : **plugins) {
        if (plugin) {
            list_type(session, (*plugin)->info(), (*plugin)->manifest().file);
        } else {
            session.remark(plugin.error().message);
        }
    }
    return 0;
}

}  // namespace

Result<int> types(Session& session, const TypesOptions& options) {
    return options.type ? explain_type(session, *options.type) : list_types(session);
}

}  // namespace tasksched::cli::commands
