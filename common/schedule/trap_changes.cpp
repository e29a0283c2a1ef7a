#include "common/schedule/trap_changes.h"

#include <fmt/format.h>

#include <optional>
#include <string>

#include "common/time/time_text.h"

namespace tasksched::schedule {
namespace {

using std::chrono::days;
using std::chrono::seconds;
using time::Local;
using time::Second;
using time::Zone;

constexpr days kHorizon{3653};  // ten years

/// A change of a zone's clock: the local time at which it comes, and the one that is shown then.
struct Change {
    Second at;
    Local from;
    Local to;

    [[nodiscard]] bool forward() const { return to > from; }
};

Change change_at(Second at, const Zone& zone) {
    return {at, zone.local_time(at - seconds{1}) + seconds{1}, zone.local_time(at)};
}

/// The first local time in [from, end) that the expression matches. Read as one of UTC, which has
/// no changes, a local time is found by the same search as all others.
std::optional<Local> first_match(const CronExpression& cron, Local from, Local end) {
    const auto found = cron.next(Second{from.time_since_epoch()} - seconds{1}, Zone());
    if (!found || found->time_since_epoch() >= end.time_since_epoch()) {
        return std::nullopt;
    }
    return Local{found->time_since_epoch()};
}

std::string show_clock(Local local) {
    const std::chrono::hh_mm_ss time{local - std::chrono::floor<days>(local)};
    std::string text = fmt::format("{:02}:{:02}", time.hours().count(), time.minutes().count());
    return time.seconds() == seconds{0} ? text
                                        : text + fmt::format(":{:02}", time.seconds().count());
}

std::string show_date(Local local) {
    return time::format_date(std::chrono::year_month_day{std::chrono::floor<days>(local)});
}

/// "on 2027-03-28 the clock of Europe/Paris goes from 02:00 to 03:00"
std::string show(const Change& change, const Zone& zone) {
    const bool same_day = show_date(change.from) == show_date(change.to);
    return fmt::format("on {} the clock of {} goes {}from {} to {}{}", show_date(change.from),
                       zone.name(), change.forward() ? "" : "back ", show_clock(change.from),
                       show_clock(change.to),
                       same_day ? "" : fmt::format(" of {}", show_date(change.to)));
}

/// The matching times that the change skips or repeats: "02:30", "the times from 02:00 on".
struct Affected {
    std::string times;
    bool several = false;
};

std::optional<Affected> affected_by(const CronExpression& cron, const Change& change) {
    const Local begin = std::min(change.from, change.to);
    const Local end = std::max(change.from, change.to);
    const auto first = first_match(cron, begin, end);
    if (!first) {
        return std::nullopt;
    }
    const bool several = first_match(cron, *first + seconds{1}, end).has_value();
    return Affected{
        several ? fmt::format("its times from {} on", show_clock(*first)) : show_clock(*first),
        several};
}

Trap skipped(const CronExpression& cron, const Change& change, const Affected& affected,
             const Zone& zone) {
    const std::string what =
        cron.fields().follows_clock
            ? std::string("nothing runs in their place, as the minute or hour begins with '*'")
            : fmt::format("it runs once, at the end of the gap, {}",
                          time::format_time(change.at, zone));
    return {TrapKind::kSkippedTime,
            fmt::format("{}: {} {} not come, and {}", show(change, zone), affected.times,
                        affected.several ? "do" : "does", what)};
}

Trap repeated(const CronExpression& cron, const Change& change, const Affected& affected,
              const Zone& zone) {
    const std::string_view what = cron.fields().follows_clock
                                      ? "both run, as the minute or hour begins with '*'"
                                      : "it runs the first time only";
    return {TrapKind::kRepeatedTime,
            fmt::format("{}: {} {} twice, and {}", show(change, zone), affected.times,
                        affected.several ? "come" : "comes", what)};
}

}  // namespace

std::vector<Trap> change_traps(const CronExpression& cron, const Zone& zone, Second now) {
    std::vector<Trap> traps;
    if (cron.at_reboot() || (cron.fields().follows_clock && cron.fields().hours.all())) {
        return traps;
    }
    bool found_skipped = false;
    bool found_repeated = false;
    for (auto at = zone.next_change(now); at && *at - now < kHorizon; at = zone.next_change(*at)) {
        const Change change = change_at(*at, zone);
        bool& found = change.forward() ? found_skipped : found_repeated;
        const auto affected = found ? std::nullopt : affected_by(cron, change);
        if (!affected) {
            continue;
        }
        found = true;
        traps.push_back(change.forward() ? skipped(cron, change, *affected, zone)
                                         : repeated(cron, change, *affected, zone));
        if (found_skipped && found_repeated) {
            break;
        }
    }
    return traps;
}

}  // namespace tasksched::schedule
