#include "cli/args/show.h"

#include "cli/commands/commands.h"
#include "cli/commands/missed_plan.h"
#include "cli/commands/run_table.h"
#include "cli/commands/task_details.h"
#include "cli/output/json.h"
#include "common/base/text.h"
#include "common/model/run_json.h"
#include "common/model/task_json.h"

namespace tasksched::cli::commands {
namespace {

std::string json_of(Session& session, const service::TaskDetails& details) {
    std::string runs;
    for (const model::Run& run : details.latest_runs) {
        runs += fmt::format("{}{}", runs.empty() ? "" : ",", model::to_json(run, session.zone()));
    }
    const std::string task =
        with_key(model::to_json(details.task, &details.payload), "missed",
                 details.missed ? json_of_plan(session, *details.missed) : std::string("null"));
    const bool has_line = details.crontab_line && details.crontab_line->line;
    const std::string with_line =
        with_key(task, "crontab_line",
                 has_line ? std::to_string(*details.crontab_line->line) : std::string("null"));
    return with_key(with_line, "latest_runs", fmt::format("[{}]", runs));
}

std::string line_text(const store::CrontabLine& line) {
    const std::string table =
        line.source.empty() ? fmt::format("the crontab of {}", line.user_id) : line.source;
    return line.line ? fmt::format("{} of {}", *line.line, table)
                     : fmt::format("no more in {}", table);
}

std::string missed_text(Session& session, const service::MissedPlan& plan) {
    const TimePrinter times = session.times();
    const auto& spans = plan.missed.spans;
    return fmt::format("{} from {} to {}; {}; see 'tasksched missed'", count_text(plan),
                       times.print(std::optional(spans.front().first)),
                       times.print(std::optional(spans.back().through)),
                       model::describe(plan.verdict));
}

}  // namespace

base::Result<int> show(Session& session, const ShowOptions& options) {
    const auto service = session.service(store::OpenMode::kRead);
    if (!service) {
        return tl::unexpected(service.error());
    }
    const auto details = (*service)->show({options.task});
    if (!details) {
        return tl::unexpected(details.error());
    }
    if (session.json()) {
        session.out().line(json_of(session, *details));
        return 0;
    }
    Details lines = task_details(session, details->task, details->payload);
    if (details->crontab_line) {
        lines.add("crontab_line", line_text(*details->crontab_line));
    }
    if (details->missed) {
        lines.add("missed", missed_text(session, *details->missed), Colour::kYellow);
    }
    lines.print(session.out(), session.style());
    if (!details->latest_runs.empty()) {
        session.out().line("");
        print_runs(session, details->latest_runs);
    }
    return 0;
}

}  // namespace tasksched::cli::commands
