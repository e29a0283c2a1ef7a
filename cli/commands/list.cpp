#include "cli/args/list.h"

#include <algorithm>
#include <iterator>
#include <limits>

#include "cli/commands/commands.h"
#include "cli/commands/missing_store.h"
#include "cli/commands/page.h"
#include "cli/input/values.h"
#include "cli/output/json.h"
#include "cli/output/table.h"
#include "common/model/task_json.h"
#include "common/service/pages.h"
#include "common/time/duration_text.h"

namespace tasksched::cli::commands {
namespace {

using base::Result;

Result<store::TaskFilter> filter_of(Session& session, const ListOptions& options) {
    store::TaskFilter filter;
    filter.type = options.type;
    if (options.state) {
        const auto state = model::parse_task_state(*options.state);
        if (!state) {
            return tl::unexpected(at_place("--state", state.error()));
        }
        filter.state = *state;
    }
    filter.current_only = !options.all && !options.state;
    if (options.due_within) {
        const auto within = time::parse_duration(*options.due_within);
        if (!within) {
            return tl::unexpected(at_place("--due-within", within.error()));
        }
        filter.due_before = session.now() + *within + std::chrono::seconds(1);
    }
    return filter;
}

/// "3": the line of the crontab that the task comes from; empty where it comes from none.
std::string line_text(const service::CrontabLines& lines, model::TaskId task) {
    const auto found = lines.find(task);
    return found == lines.end() || !found->second.line ? std::string()
                                                       : std::to_string(*found->second.line);
}

void print(Session& session, const std::vector<model::Task>& tasks,
           const service::CrontabLines& lines, const TimePrinter& times) {
    Table table({"ID", "STATE", "TYPE", "NEXT RUN", "NAME", "SCHEDULE", "CRONTAB LINE"});
    for (const model::Task& task : tasks) {
        const std::string line = line_text(lines, task.id);
        if (session.json()) {
            session.out().line(with_key(model::to_json(task, nullptr), "crontab_line",
                                        line.empty() ? std::string("null") : line));
            continue;
        }
        const std::string_view state = model::to_string(task.state);
        table.add({{std::to_string(task.id.value)},
                   {std::string(state), state_colour(state)},
                   {task.type},
                   {times.print(task.next_run_at)},
                   {task.name},
                   {schedule::describe(task.schedule)},
                   {line}});
    }
    table.print(session.out(), session.style());
}

std::vector<model::TaskId> ids_of(const std::vector<model::Task>& tasks) {
    std::vector<model::TaskId> ids;
    std::transform(tasks.begin(), tasks.end(), std::back_inserter(ids),
                   [](const model::Task& task) { return task.id; });
    return ids;
}

/// Prints page after page; those that are ordered by time come in one, as pages go by id.
Result<void> print_all(Session& session, service::Operations& service, store::TaskFilter filter,
                       std::int64_t limit) {
    const TimePrinter times = session.times();
    return service::for_each_page(
        limit, filter.due_before ? limit : kPage,
        [&](std::int64_t rows) {
            filter.limit = rows;
            return service.list({filter});
        },
        [&](const model::Task& last) { filter.after = last.id; },
        [&](const std::vector<model::Task>& tasks) {
            return service.crontab_lines(ids_of(tasks))
                .map([&](const service::CrontabLines& lines) {
                    print(session, tasks, lines, times);
                });
        });
}

}  // namespace

Result<int> list(Session& session, const ListOptions& options) {
    const auto filter = filter_of(session, options);
    if (!filter) {
        return tl::unexpected(filter.error());
    }
    const auto limit =
        read_count("--limit", options.limit, std::numeric_limits<std::int64_t>::max());
    if (!limit) {
        return tl::unexpected(limit.error());
    }
    const auto service = service_if_stored(session);
    if (!service) {
        return tl::unexpected(service.error());
    }
    if (*service != nullptr) {
        if (auto printed = print_all(session, **service, *filter, *limit); !printed) {
            return tl::unexpected(printed.error());
        }
    }
    return 0;
}

}  // namespace tasksched::cli::commands
