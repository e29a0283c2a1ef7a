#include "cli/commands/next_times.h"

#include <algorithm>

#include "cli/input/values.h"
#include "cli/output/json.h"
#include "common/base/text.h"
#include "common/model/upcoming.h"
#include "common/schedule/cron.h"
#include "common/schedule/every_macro.h"
#include "common/schedule/occurrences.h"
#include "common/schedule/period.h"
#include "common/time/time_text.h"

namespace tasksched::cli::commands {
namespace {

using base::Result;

/// `next` tells the occurrence after an instant, if there is one.
template <typename Next>
std::vector<time::Second> collect(time::Second from, std::int64_t count, const Next& next) {
    std::vector<time::Second> times;
    std::optional<time::Second> last = from;
    while (static_cast<std::int64_t>(times.size()) < count && (last = next(*last))) {
        times.push_back(*last);
    }
    return times;
}

std::vector<time::Second> times_of(const schedule::Period& period, const time::Zone& zone,
                                   time::Second from, std::int64_t count) {
    return collect(from, count, [&](time::Second after) {
        return schedule::next_of_period(period, from, after, zone);
    });
}

}  // namespace

Result<std::vector<time::Second>> times_of_cron(const std::string& expression,
                                                const time::Zone& zone, time::Second from,
                                                std::int64_t count) {
    if (const auto period = schedule::read_every_macro(expression)) {
        return period->map(
            [&](const schedule::Period& read) { return times_of(read, zone, from, count); });
    }
    const auto cron = schedule::CronExpression::parse(expression);
    if (!cron) {
        return tl::unexpected(cron.error());
    }
    if (cron->at_reboot()) {
        return base::fail(base::ErrorCode::kInvalid,
                          "cron expression '@reboot': it runs at the start of the system, at no "
                          "time of the clock");
    }
    return collect(from, count, [&](time::Second after) { return cron->next(after, zone); });
}

Result<std::vector<time::Second>> times_of_period(const std::string& period, const time::Zone& zone,
                                                  time::Second from, std::int64_t count) {
    const auto parsed = schedule::parse_period(period);
    if (!parsed) {
        return tl::unexpected(at_place("--every", parsed.error()));
    }
    return times_of(*parsed, zone, from, count);
}

Result<std::vector<time::Second>> times_of_task(const model::Task& task,
                                                const schedule::Calendars& calendars,
                                                time::Second from, std::int64_t count) {
    const auto occurrences = schedule::Occurrences::of(task.schedule, calendars);
    if (!occurrences) {
        return tl::unexpected(occurrences.error());
    }
    if (task.state == model::TaskState::kDone || task.state == model::TaskState::kCancelled ||
        schedule::at_reboot(task.schedule)) {
        return std::vector<time::Second>();
    }
    if (schedule::after_finish(task.schedule)) {
        return task.next_run_at && *task.next_run_at > from ? std::vector{*task.next_run_at}
                                                            : std::vector<time::Second>();
    }
    const auto left = model::remaining_after(task, calendars, from);
    return collect(from, std::min(count, left.value_or(count)),
                   [&](time::Second after) { return occurrences->next_run(after); });
}

std::string why_no_times(const model::Task& task) {
    const std::string which =
        task.id.value != 0 ? fmt::format("task {}", task.id.value) : std::string("the task");
    if (schedule::at_reboot(task.schedule)) {
        return fmt::format("{} runs at the start of the system, at no time of the clock", which);
    }
    if (schedule::after_finish(task.schedule)) {
        return fmt::format("the next time of {} is counted from the end of its run", which);
    }
    if (task.state == model::TaskState::kDone || task.state == model::TaskState::kCancelled) {
        return fmt::format("{} is {}: it does not run again", which, model::to_string(task.state));
    }
    return fmt::format("{} has no run after that time", which);
}

std::string json_list_of_times(const std::vector<time::Second>& times, const time::Zone& zone) {
    std::string text = "[";
    for (std::size_t i = 0; i < times.size(); ++i) {
        text += i == 0 ? "\"" : ",\"";
        text += time::format_time(times[i], zone);
        text += '"';
    }
    return text + ']';
}

std::string json_of_times(const std::vector<time::Second>& times, const time::Zone& zone) {
    return JsonObject().add_raw("next", json_list_of_times(times, zone)).text();
}

}  // namespace tasksched::cli::commands
