#include "cli/commands/type_details.h"

#include "cli/output/type_help.h"
#include "common/model/payload.h"

namespace tasksched::cli::commands {
namespace {

template <typename Type>
int print(Session& session, const Type& type) {
    if (session.json()) {
        session.out().line(type_json(type));
    } else {
        session.out().write(type_help(type));
    }
    return 0;
}

}  // namespace

base::Result<int> explain_type(Session& session, const std::string& type) {
    if (const model::TypeInfo* own = model::find_type(type)) {
        return print(session, *own);
    }
    return session.plugins()
        .and_then(
            [&](const model::PluginTypes* plugins) { return model::empty_payload(type, *plugins); })
        .map([&](const model::Payload& payload) {
            return print(session, *std::get<model::PluginPayload>(payload).known_as);
        });
}

}  // namespace tasksched::cli::commands
