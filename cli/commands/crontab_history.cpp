#include "cli/commands/crontab_history.h"

#include <algorithm>

#include "cli/commands/crontab_file.h"
#include "cli/commands/missing_store.h"
#include "cli/output/json.h"
#include "cli/output/table.h"
#include "common/time/time_text.h"

namespace tasksched::cli::commands {
namespace {

using base::Result;

std::int64_t lines_of(const store::FormerCrontab& former) {
    return former.crontab
               ? std::count(former.crontab->content.begin(), former.crontab->content.end(), '\n')
               : 0;
}

std::string json_of(const store::FormerCrontab& former, const time::Zone& zone) {
    return JsonObject()
        .add("version_id", former.id)
        .add("operation", to_string(former.operation))
        .add("replaced_at", time::format_time(time::floor_second(former.replaced_at), zone))
        .add("replaced_by", former.replaced_by)
        .add("content", former.crontab ? std::optional<std::string_view>(former.crontab->content)
                                       : std::nullopt)
        .text();
}

}  // namespace

Result<int> print_crontab_history(Session& session) {
    const auto service = service_if_stored(session);
    if (!service || *service == nullptr) {
        return service ? Result<int>(0) : tl::unexpected(service.error());
    }
    const auto history = (*service)->crontab_history();
    if (!history) {
        return tell_failure(history.error());
    }
    const TimePrinter times = session.times();
    Table table({"ID", "CHANGED", "OPERATION", "BY", "LINES BEFORE"});
    for (const store::FormerCrontab& former : *history) {
        if (session.json()) {
            session.out().line(json_of(former, session.zone()));
            continue;
        }
        table.add({{std::to_string(former.id)},
                   {times.print(std::optional(former.replaced_at))},
                   {std::string(to_string(former.operation))},
                   {former.replaced_by},
                   {former.crontab ? std::to_string(lines_of(former)) : std::string()}});
    }
    table.print(session.out(), session.style());
    return 0;
}

Result<int> undo_crontab(Session& session) {
    const auto service = session.service(store::OpenMode::kWrite);
    const auto undone = service ? (*service)->undo_crontab() : tl::unexpected(service.error());
    if (!undone) {
        return tell_failure(undone.error());
    }
    announce_crontab(session);
    return 0;
}

}  // namespace tasksched::cli::commands
