#include "common/model/resolve_days.h"

#include <algorithm>

#include "common/model/option.h"
#include "common/schedule/occurrences.h"
#include "common/time/time_text.h"

namespace tasksched::model {

namespace {

using base::Result;
using Names = std::vector<std::string>;

bool is_none(const Names& given) { return given.size() == 1 && given.front() == kNoneWord; }

/// Reads a repeated option into `target`; one that was not given leaves it as it is.
Result<void> read_names(std::string_view option, const Names& given, const ResolveContext& context,
                        Names& target) {
    if (given.empty()) {
        return {};
    }
    target.clear();
    if (is_none(given)) {
        return {};
    }
    for (const std::string& name : given) {
        if (std::find(target.begin(), target.end(), name) == target.end()) {
            target.push_back(name);
        }
    }
    auto known = context.calendars.check({.only = target, .except = {}});
    return known ? known : in_option(option, std::move(known.error()));
}

Result<void> read_policy(const TaskSpec& spec, schedule::DayRule& days) {
    if (!spec.if_excluded) {
        return {};
    }
    const auto policy = schedule::parse_if_excluded(*spec.if_excluded);
    if (!policy) {
        return in_option("--if-excluded", policy.error());
    }
    if (!days.names_calendars()) {
        return invalid_option("--if-excluded", "goes with --only or --except");
    }
    days.if_excluded = *policy;
    return {};
}

}  // namespace

bool names_calendars(const TaskSpec& spec) {
    return (!spec.only.empty() && !is_none(spec.only)) ||
           (!spec.except.empty() && !is_none(spec.except));
}

Result<void> apply_days(const TaskSpec& spec, const ResolveContext& context,
                        schedule::Schedule& schedule) {
    schedule::DayRule& days = schedule.days;
    return read_names("--only", spec.only, context, days.only)
        .and_then([&] { return read_names("--except", spec.except, context, days.except); })
        .and_then([&] { return read_policy(spec, days); })
        .and_then([&]() -> Result<void> {
            if (!days.names_calendars()) {
                days = {};
            }
            if (days.moves() && schedule::after_finish(schedule)) {
                return invalid_option("--if-excluded",
                                      "{} does not go with --after-finish, which has no times "
                                      "that could be moved; skip does",
                                      to_string(days.if_excluded));
            }
            return {};
        });
}

tl::unexpected<base::Error> never_runs(const schedule::Schedule& schedule, time::Second next) {
    if (std::holds_alternative<schedule::Once>(schedule.rule)) {
        return base::fail(base::ErrorCode::kInvalid,
                          "{} is on a day that is excluded ({}), so it would not run; choose "
                          "another day, or --if-excluded before or after",
                          time::format_time(next, schedule.zone), describe(schedule.days));
    }
    return base::fail(base::ErrorCode::kInvalid,
                      "the schedule would not run: the days that it comes on, from {} on, are "
                      "excluded ({})",
                      time::format_time(next, schedule.zone), describe(schedule.days));
}

}  // namespace tasksched::model
