#include "cli/args/undo.h"

#include "cli/commands/commands.h"
#include "cli/commands/field_changes.h"
#include "cli/output/json.h"
#include "common/base/text.h"

namespace tasksched::cli::commands {
namespace {

using base::Result;

Result<std::optional<model::Version>> version_given(const UndoOptions& options) {
    if (!options.to) {
        return std::nullopt;
    }
    const auto version = base::parse_integer(*options.to);
    if (!version || *version < 1) {
        return base::fail(base::ErrorCode::kInvalid,
                          "--to: {} is no version; a number such as 1 is expected, see 'tasksched "
                          "log'",
                          base::quoted(*options.to));
    }
    return *version;
}

}  // namespace

Result<int> undo(Session& session, const UndoOptions& options) {
    const auto to = version_given(options);
    if (!to) {
        return tl::unexpected(to.error());
    }
    const auto service = session.service(store::OpenMode::kWrite);
    if (!service) {
        return tl::unexpected(service.error());
    }
    const auto undone = (*service)->undo({.task = {options.task}, .to = *to});
    if (!undone) {
        return tl::unexpected(undone.error());
    }
    session.announce_change();
    if (session.json()) {
        session.out().line(JsonObject()
                               .add("task_id", undone->task.id.value)
                               .add("version", undone->task.version)
                               .add("to", undone->to)
                               .add_raw("changes", to_json_list(undone->changes))
                               .text());
        return 0;
    }
    for (const model::FieldChange& change : undone->changes) {
        session.out().line(to_line(change));
    }
    return 0;
}

}  // namespace tasksched::cli::commands
