#include "cli/commands/run_items.h"

#include "cli/output/json.h"
#include "cli/output/table.h"
#include "common/model/run_json.h"

namespace tasksched::cli::commands {

base::Result<void> print_items(Session& session, service::Operations& service,
                               const std::vector<model::Run>& runs) {
    const TimePrinter times = session.times();
    Table table({"RUN", "ITEM", "LABEL", "STATE", "FIRST SENT", "REPLY", "KEY"});
    for (const model::Run& run : runs) {
        const auto items = service.run_items(run.id);
        if (!items) {
            return tl::unexpected(items.error());
        }
        if (session.json()) {
            session.out().line(with_key(model::to_json(run, session.zone()), "items",
                                        model::to_json(*items, session.zone())));
            continue;
        }
        for (const model::RunItem& item : *items) {
            const std::string_view state = model::to_string(item.state);
            table.add({{std::to_string(run.id.value)},
                       {std::to_string(item.number)},
                       {item.label},
                       {std::string(state), state_colour(state)},
                       {times.print(item.first_sent_at)},
                       {item.reply},
                       {item.idempotency_key}});
        }
    }
    table.print(session.out(), session.style());
    return {};
}

}  // namespace tasksched::cli::commands
