#include "common/model/resolve_when.h"

#include <limits>

#include "common/model/option.h"
#include "common/model/resolve_days.h"
#include "common/schedule/every_macro.h"
#include "common/schedule/occurrences.h"
#include "common/time/duration_text.h"
#include "common/time/time_text.h"

namespace tasksched::model {

namespace {

using base::Result;
using std::chrono::seconds;

/// What the steps below work on: what is asked, and the task that is changed by it.
struct Scheduling {
    const TaskSpec& spec;
    const ResolveContext& context;
    time::Second now;  ///< of the context, without its fraction
    Task& task;
    std::vector<std::string>& remarks;

    schedule::Schedule& schedule() const { return task.schedule; }
};

std::string show(const Scheduling& s, time::Second instant) {
    return time::format_time(instant, s.task.schedule.zone);
}

Result<void> check_combination(const TaskSpec& spec) {
    const int rules =
        (spec.at ? 1 : 0) + (spec.in ? 1 : 0) + (spec.every ? 1 : 0) + (spec.cron ? 1 : 0);
    if (rules > 1) {
        return base::fail(base::ErrorCode::kInvalid,
                          "--at, --in, --every and --cron exclude each other; give one of them");
    }
    if (spec.after_finish && !spec.every) {
        return invalid_option("--after-finish", "goes with --every only");
    }
    return {};
}

Result<void> apply_zone(const Scheduling& s) {
    if (!s.spec.tz) {
        return {};
    }
    auto zone = time::Zone::load(*s.spec.tz);
    if (!zone) {
        return in_option("--tz", std::move(zone.error()));
    }
    s.schedule().zone = std::move(*zone);
    return {};
}

Result<time::Second> read_time(const Scheduling& s, std::string_view option,
                               std::string_view text) {
    auto read = time::parse_time(text, s.now, s.schedule().zone);
    if (!read) {
        return in_option(option, std::move(read.error()));
    }
    if (read->remark) {
        s.remarks.push_back(fmt::format("{}: {}", option, *read->remark));
    }
    return read->at;
}

void set_once(const Scheduling& s, time::Second at) {
    s.schedule().rule = schedule::Once{at};
    s.schedule().start.reset();
    s.schedule().until.reset();
    s.task.remaining.reset();
}

Result<void> apply_at(const Scheduling& s) {
    const auto at = read_time(s, "--at", *s.spec.at);
    if (!at) {
        return tl::unexpected(at.error());
    }
    if (*at < s.now) {
        return invalid_option("--at", "{} is in the past (it is {} now); give a time to come",
                              show(s, *at), show(s, s.now));
    }
    set_once(s, *at);
    return {};
}

Result<void> apply_in(const Scheduling& s) {
    const auto delay = time::parse_duration(*s.spec.in);
    if (!delay) {
        return in_option("--in", delay.error());
    }
    // Rounded up: never sooner than asked.
    set_once(s, std::chrono::ceil<seconds>(s.context.now) + *delay);
    return {};
}

Result<void> apply_every(const Scheduling& s) {
    auto period = schedule::parse_period(*s.spec.every);
    if (!period) {
        return in_option("--every", std::move(period.error()));
    }
    s.schedule().rule = schedule::Every{*period, s.spec.after_finish};
    return {};
}

Result<void> apply_cron(const Scheduling& s) {
    if (auto period = schedule::read_every_macro(*s.spec.cron)) {
        if (!*period) {
            return in_option("--cron", std::move(period->error()));
        }
        s.schedule().rule = schedule::Every{**period};
        return {};
    }
    auto cron = schedule::CronExpression::parse(*s.spec.cron, s.context.random_seed);
    if (!cron) {
        return in_option("--cron", std::move(cron.error()));
    }
    s.schedule().rule = std::move(*cron);
    if (s.schedule().start && *s.schedule().start <= s.now) {
        s.schedule().start.reset();  // the anchor of an earlier period; it restricts nothing
    }
    return {};
}

Result<void> apply_rule(const Scheduling& s) {
    if (s.spec.at) {
        return apply_at(s);
    }
    if (s.spec.in) {
        return apply_in(s);
    }
    if (s.spec.every) {
        return apply_every(s);
    }
    if (s.spec.cron) {
        return apply_cron(s);
    }
    return {};
}

/// One run, or @reboot: there is nothing to begin, to end or to count.
Result<void> refuse_bounds(const Scheduling& s) {
    const bool once = std::holds_alternative<schedule::Once>(s.schedule().rule);
    const bool reboot = schedule::at_reboot(s.schedule());
    if (!once && !reboot) {
        return {};
    }
    const std::string_view reason =
        once ? "goes with --every and --cron only" : "does not go with @reboot, which has no times";
    if (s.spec.start) {
        return invalid_option("--start", "{}", reason);
    }
    if (s.spec.until) {
        return invalid_option("--until", "{}", reason);
    }
    if (s.spec.count) {
        return invalid_option("--count", "{}", reason);
    }
    if (s.spec.jitter && reboot) {
        return invalid_option("--jitter", "{}", reason);
    }
    if (names_calendars(s.spec) && reboot) {
        return invalid_option(s.spec.only.empty() ? "--except" : "--only", "{}", reason);
    }
    if (reboot) {
        s.schedule().days = {};
        s.schedule().start.reset();
        s.schedule().until.reset();
        s.task.remaining.reset();
        s.task.jitter = seconds(0);
    }
    return {};
}

Result<void> apply_start(const Scheduling& s) {
    if (s.spec.start && *s.spec.start == kNoneWord) {
        s.schedule().start.reset();
    } else if (s.spec.start) {
        const auto start = read_time(s, "--start", *s.spec.start);
        if (!start) {
            return tl::unexpected(start.error());
        }
        s.schedule().start = *start;
    }
    // A period counts from somewhere.
    if (!s.schedule().start && std::holds_alternative<schedule::Every>(s.schedule().rule)) {
        s.schedule().start = s.now;
    }
    return {};
}

Result<void> apply_until(const Scheduling& s) {
    if (s.spec.until && *s.spec.until == kNoneWord) {
        s.schedule().until.reset();
        return {};
    }
    if (s.spec.until) {
        const auto until = read_time(s, "--until", *s.spec.until);
        if (!until) {
            return tl::unexpected(until.error());
        }
        if (*until <= s.now) {
            return invalid_option("--until",
                                  "{} is in the past (it is {} now); give a time to come",
                                  show(s, *until), show(s, s.now));
        }
        s.schedule().until = *until;
    }
    const auto& [start, until] = std::pair(s.schedule().start, s.schedule().until);
    if (start && until && *until <= *start) {
        return invalid_option("--until", "{} is not after the start, {}", show(s, *until),
                              show(s, *start));
    }
    return {};
}

Result<void> apply_count(const Scheduling& s) {
    if (!s.spec.count) {
        return {};
    }
    if (*s.spec.count == kNoneWord) {
        s.task.remaining.reset();
        return {};
    }
    const auto count =
        parse_number("--count", *s.spec.count, 1, std::numeric_limits<std::int64_t>::max());
    if (!count) {
        return tl::unexpected(count.error());
    }
    s.task.remaining = *count;
    return {};
}

Result<void> apply_jitter(const Scheduling& s) {
    if (!s.spec.jitter) {
        return {};
    }
    if (*s.spec.jitter == kNoneWord) {
        s.task.jitter = seconds(0);
        return {};
    }
    const auto jitter = time::parse_duration(*s.spec.jitter);
    if (!jitter) {
        return in_option("--jitter", jitter.error());
    }
    s.task.jitter = *jitter;
    return {};
}

tl::unexpected<base::Error> no_time_to_come(const Task& task) {
    if (task.schedule.until) {
        return invalid_option("--until", "the schedule has no time between now and {}",
                              time::format_time(*task.schedule.until, task.schedule.zone));
    }
    return base::fail(base::ErrorCode::kInvalid, "the schedule has no time to come: {}",
                      schedule::describe(task.schedule));
}

}  // namespace

Result<void> apply_schedule(const TaskSpec& spec, const ResolveContext& context, Task& task,
                            std::vector<std::string>& remarks) {
    const Scheduling s{spec, context, time::floor_second(context.now), task, remarks};
    return check_combination(spec)
        .and_then([&] { return apply_zone(s); })
        .and_then([&] { return apply_rule(s); })
        .and_then([&] { return refuse_bounds(s); })
        .and_then([&] { return apply_start(s); })
        .and_then([&] { return apply_until(s); })
        .and_then([&] { return apply_count(s); })
        .and_then([&] { return apply_jitter(s); })
        .and_then([&] { return apply_days(spec, context, task.schedule); });
}

Result<std::optional<time::Second>> first_occurrence(const Task& task,
                                                     const schedule::Calendars& calendars,
                                                     time::Second now) {
    if (schedule::at_reboot(task.schedule)) {
        return std::nullopt;
    }
    const auto occurrences = schedule::Occurrences::of(task.schedule, calendars);
    if (!occurrences) {
        return tl::unexpected(occurrences.error());
    }
    const bool once = std::holds_alternative<schedule::Once>(task.schedule.rule);
    const time::Second from = once ? now - seconds(1) : now;
    const bool spent = task.remaining && *task.remaining <= 0;
    const auto next = spent ? std::nullopt : occurrences->next(from);
    if (next && !occurrences->next_run(from)) {
        return never_runs(task.schedule, *next);
    }
    return next ? Result<std::optional<time::Second>>(next) : no_time_to_come(task);
}

}  // namespace tasksched::model
