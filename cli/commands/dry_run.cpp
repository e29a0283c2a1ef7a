#include "cli/commands/dry_run.h"

#include <algorithm>
#include <vector>

#include "cli/commands/next_times.h"
#include "cli/commands/task_details.h"
#include "cli/output/json.h"
#include "common/model/task_json.h"

namespace tasksched::cli::commands {
namespace {

constexpr std::int64_t kTimes = 5;

/// The times of a task from the first one on: an `--at` of this second is one, too.
base::Result<std::vector<time::Second>> next_times(Session& session, const model::Task& task) {
    const auto calendars = session.calendars_of(task);
    if (!calendars) {
        return tl::unexpected(calendars.error());
    }
    const time::Second now = session.now();
    const time::Second from =
        task.next_run_at ? std::min(now, *task.next_run_at - std::chrono::seconds(1)) : now;
    return times_of_task(task, **calendars, from, kTimes);
}

void print(Session& session, const service::SchedulePreview& preview,
           const std::vector<time::Second>& next) {
    const time::Zone& zone = preview.task.schedule.zone;
    if (session.json()) {
        session.out().line(with_key(model::to_json(preview.task, &preview.payload), "next",
                                    json_list_of_times(next, zone)));
        return;
    }
    Details lines = task_details(session, preview.task, preview.payload);
    const TimePrinter times(zone, session.now(), session.style());
    for (const time::Second at : next) {
        lines.add("next", times.print(std::optional(at)));
    }
    lines.print(session.out(), session.style());
}

}  // namespace

base::Result<int> preview_one(Session& session, const model::TaskSpec& spec,
                              service::OnSameName same_name) {
    auto preview = session.preview();
    if (!preview) {
        return tl::unexpected(preview.error());
    }
    const auto made = preview->schedule(spec, same_name);
    if (!made) {
        return tl::unexpected(made.error());
    }
    const auto next = next_times(session, made->task);
    if (!next) {
        return tl::unexpected(next.error());
    }
    print(session, *made, *next);
    for (const std::string& remark : made->remarks) {
        session.remark(remark);
    }
    if (next->empty()) {
        session.remark(why_no_times(made->task));
    }
    return 0;
}

}  // namespace tasksched::cli::commands
