#include "cli/commands/next_all.h"

#include <algorithm>
#include <chrono>

#include "cli/commands/missing_store.h"
#include "cli/commands/page.h"
#include "cli/input/values.h"
#include "cli/output/json.h"
#include "cli/output/table.h"
#include "common/base/text.h"
#include "common/model/agenda.h"
#include "common/time/duration_text.h"
#include "common/time/time_text.h"

namespace tasksched::cli::commands {
namespace {

using base::Result;

constexpr std::chrono::days kSpan{7};
constexpr std::int64_t kCount = 1000;

/// Rows that are aligned with each other on a terminal.
constexpr std::size_t kRowsAtOnce = 1000;

Result<std::chrono::seconds> span_of(const NextOptions& options) {
    if (!options.span) {
        return kSpan;
    }
    auto span = time::parse_duration(*options.span);
    if (!span) {
        return tl::unexpected(at_place("--for", span.error()));
    }
    return span;
}

Result<void> add_active_tasks(Session& session, service::Operations& service,
                              model::Agenda& agenda) {
    store::TaskFilter filter;
    filter.state = model::TaskState::kActive;
    filter.limit = kPage;
    while (true) {
        auto tasks = service.list({filter});
        if (!tasks) {
            return tl::unexpected(tasks.error());
        }
        const bool last = tasks->size() < static_cast<std::size_t>(kPage);
        for (model::Task& task : *tasks) {
            filter.after = task.id;
            const auto calendars = session.calendars_of(task);
            if (!calendars) {
                return tl::unexpected(calendars.error());
            }
            agenda.add(std::move(task), **calendars);
        }
        if (last) {
            return {};
        }
    }
}

std::string json_of(const model::Upcoming& upcoming, const time::Zone& zone) {
    const model::Task& task = upcoming.task();
    const model::Occurrence& occurrence = *upcoming.front();
    return JsonObject()
        .add("time", time::format_time(occurrence.starts_at, zone))
        .add("task_id", task.id.value)
        .add("name", task.name.empty() ? std::nullopt : std::optional(task.name))
        .add("scheduled_for", time::format_time(occurrence.scheduled_for, zone))
        .text();
}

/// Prints up to `count` of them; what is left stays in the agenda.
void print(Session& session, model::Agenda& agenda, const time::Zone& zone, std::int64_t count) {
    const TimePrinter times(zone, session.now(), session.style());
    Table table({"TIME", "ID", "NAME"});
    std::size_t rows = 0;
    for (; count > 0 && agenda.front() != nullptr; --count, agenda.pop()) {
        const model::Upcoming& upcoming = *agenda.front();
        if (session.json()) {
            session.out().line(json_of(upcoming, zone));
            continue;
        }
        table.add({{times.print(std::optional(upcoming.front()->starts_at))},
                   {std::to_string(upcoming.task().id.value)},
                   {upcoming.task().name}});
        if (++rows % kRowsAtOnce == 0) {
            table.print(session.out(), session.style());
        }
    }
    table.print(session.out(), session.style());
}

}  // namespace

Result<int> next_of_all(Session& session, const NextOptions& options, const time::Zone& zone,
                        time::Second from) {
    const auto span = span_of(options);
    const auto count = read_count("--count", options.count, kCount);
    if (!span || !count) {
        return tl::unexpected(span ? count.error() : span.error());
    }
    const auto service = service_if_stored(session);
    if (!service) {
        return tl::unexpected(service.error());
    }
    if (*service == nullptr) {
        return 0;
    }
    model::Agenda agenda(from, from + *span);
    if (auto added = add_active_tasks(session, **service, agenda); !added) {
        return tl::unexpected(added.error());
    }
    print(session, agenda, zone, *count);
    if (agenda.front() != nullptr && !options.count) {
        session.remark(fmt::format("these are the first {} times up to {}; --count N prints more",
                                   *count, time::format_time(from + *span, zone)));
    }
    return 0;
}

}  // namespace tasksched::cli::commands
