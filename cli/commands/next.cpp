#include "cli/args/next.h"

#include <algorithm>
#include <vector>

#include "cli/commands/commands.h"
#include "cli/commands/next_all.h"
#include "cli/commands/next_batch.h"
#include "cli/commands/next_times.h"
#include "cli/input/values.h"
#include "cli/input/zone_and_time.h"

namespace tasksched::cli::commands {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;

/// The times to print and the zone that they are printed in.
struct Answer {
    std::vector<time::Second> times;
    time::Zone zone;
};

Result<void> check(const NextOptions& options) {
    const int named = (options.task ? 1 : 0) + (options.cron ? 1 : 0) + (options.every ? 1 : 0) +
                      (options.batch ? 1 : 0) + (options.all ? 1 : 0);
    if (named != 1) {
        return fail(
            ErrorCode::kInvalid,
            "next: give one of --cron EXPR, --every DURATION, --batch, --all and a task's ID|NAME");
    }
    if (options.batch && (options.tz || options.from)) {
        return fail(ErrorCode::kInvalid,
                    "next: --tz and --from do not go with --batch: they stand in its lines");
    }
    if (options.span && !options.all) {
        return fail(ErrorCode::kInvalid, "next: --for goes with --all only");
    }
    return {};
}

Result<Answer> times_of_rule(Session& session, const NextOptions& options, std::int64_t count) {
    auto zone = read_zone(session, options.tz);
    if (!zone) {
        return tl::unexpected(zone.error());
    }
    const auto from = read_time_or_now(session, "--from", options.from, *zone);
    if (!from) {
        return tl::unexpected(from.error());
    }
    auto times = options.cron ? times_of_cron(*options.cron, *zone, *from, count)
                              : times_of_period(*options.every, *zone, *from, count);
    if (!times) {
        return tl::unexpected(times.error());
    }
    return Answer{std::move(*times), std::move(*zone)};
}

Result<Answer> times_of_task(Session& session, const NextOptions& options, std::int64_t count) {
    const auto service = session.service(store::OpenMode::kRead);
    if (!service) {
        return tl::unexpected(service.error());
    }
    const auto details = (*service)->show({*options.task});
    if (!details) {
        return tl::unexpected(details.error());
    }
    const model::Task& task = details->task;
    auto zone = options.tz ? read_zone(session, options.tz) : task.schedule.zone;
    if (!zone) {
        return tl::unexpected(zone.error());
    }
    const auto from = read_time_or_now(session, "--from", options.from, *zone);
    if (!from) {
        return tl::unexpected(from.error());
    }
    const auto calendars = session.calendars_of(task);
    if (!calendars) {
        return tl::unexpected(calendars.error());
    }
    auto times = commands::times_of_task(task, **calendars, *from, count);
    if (!times) {
        return tl::unexpected(times.error());
    }
    Answer answer{std::move(*times), std::move(*zone)};
    if (answer.times.empty()) {
        session.remark(why_no_times(task));
    }
    return answer;
}

Result<int> answer_for_all(Session& session, const NextOptions& options) {
    const auto zone = read_zone(session, options.tz);
    if (!zone) {
        return tl::unexpected(zone.error());
    }
    const auto from = read_time_or_now(session, "--from", options.from, *zone);
    return from ? next_of_all(session, options, *zone, *from) : tl::unexpected(from.error());
}

void print(Session& session, const Answer& answer) {
    if (session.json()) {
        session.out().line(json_of_times(answer.times, answer.zone));
        return;
    }
    const TimePrinter times(answer.zone, session.now(), session.style());
    for (const time::Second at : answer.times) {
        session.out().line(times.print(std::optional(at)));
    }
}

}  // namespace

Result<int> next(Session& session, const NextOptions& options) {
    if (auto sound = check(options); !sound) {
        return tl::unexpected(sound.error());
    }
    if (options.all) {
        return answer_for_all(session, options);
    }
    const auto count = read_count("--count", options.count, 1);
    if (!count) {
        return tl::unexpected(count.error());
    }
    if (options.batch) {
        return next_batch(session, *count);
    }
    const auto answer = options.task ? times_of_task(session, options, *count)
                                     : times_of_rule(session, options, *count);
    if (!answer) {
        return tl::unexpected(answer.error());
    }
    print(session, *answer);
    return 0;
}

}  // namespace tasksched::cli::commands
