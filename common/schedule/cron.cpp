#include "common/schedule/cron.h"

#include <algorithm>
#include <bit>
#include <chrono>

#include "common/schedule/limits.h"
#include "common/schedule/month_days.h"

namespace tasksched::schedule {
namespace {

using std::chrono::days;
using std::chrono::local_days;
using std::chrono::seconds;
using time::Local;
using time::LocalKind;
using time::LocalLookup;
using time::Second;
using time::Zone;

constexpr int kLastYear = 9999;

/// The first bit that is set from `from` (0 to 63) on.
std::optional<unsigned> bit_from(std::uint64_t bits, unsigned from) {
    const std::uint64_t rest = bits >> from << from;
    return rest == 0 ? std::nullopt : std::optional(static_cast<unsigned>(std::countr_zero(rest)));
}

unsigned first_bit(std::uint64_t bits) { return static_cast<unsigned>(std::countr_zero(bits)); }

seconds time_of_day(unsigned hour, unsigned minute, unsigned second) {
    return seconds{(hour * 60L + minute) * 60L + second};
}

/// The first matching time of a day, from `from` (less than a day) on.
std::optional<seconds> next_time_of_day(const CronFields& fields, seconds from) {
    const auto count = static_cast<unsigned>(from.count());
    const unsigned hour = count / 3600;
    const unsigned minute = count / 60 % 60;
    const std::uint64_t all_minutes = fields.minutes.to_ullong();
    const std::uint64_t all_seconds = fields.seconds.to_ullong();
    if (fields.hours[hour]) {
        if (fields.minutes[minute]) {
            if (const auto second = bit_from(all_seconds, count % 60)) {
                return time_of_day(hour, minute, *second);
            }
        }
        if (const auto later = bit_from(all_minutes, minute + 1)) {
            return time_of_day(hour, *later, first_bit(all_seconds));
        }
    }
    if (const auto later = bit_from(fields.hours.to_ullong(), hour + 1)) {
        return time_of_day(*later, first_bit(all_minutes), first_bit(all_seconds));
    }
    return std::nullopt;
}

/// The first matching date from `from` on, by month and not by day.
std::optional<local_days> next_date(const CronFields& fields, local_days from) {
    const std::chrono::year_month_day date{from};
    const std::uint64_t months = fields.months.to_ullong();
    int year = static_cast<int>(date.year());
    auto month = static_cast<unsigned>(date.month());
    auto day = static_cast<unsigned>(date.day());
    while (year <= kLastYear) {
        const auto next_month = bit_from(months, month);
        if (!next_month) {
            ++year;
            month = 1;
            day = 1;
            continue;
        }
        if (*next_month != month) {
            month = *next_month;
            day = 1;
        }
        const auto this_month = std::chrono::year{year} / std::chrono::month{month};
        const local_days first{this_month / 1};
        const MonthShape shape{static_cast<unsigned>((this_month / std::chrono::last).day()),
                               std::chrono::weekday{first}.c_encoding()};
        if (const auto found = bit_from(matching_days(fields, shape), day)) {
            return first + days{*found - 1};
        }
        ++month;
        day = 1;
    }
    return std::nullopt;
}

/// The first matching local time from `from` on, whether a wall clock ever shows it or not.
std::optional<Local> next_match(const CronFields& fields, Local from) {
    const local_days today = std::chrono::floor<days>(from);
    const auto date = next_date(fields, today);
    if (!date) {
        return std::nullopt;
    }
    if (*date != today) {
        return *date + *next_time_of_day(fields, seconds{0});
    }
    if (const auto time = next_time_of_day(fields, from - today)) {
        return today + *time;
    }
    const auto later = next_date(fields, today + days{1});
    return later ? std::optional<Local>(*later + *next_time_of_day(fields, seconds{0}))
                 : std::nullopt;
}

/// What a clock would show at `instant` if it still shows `local` at `same`.
Local shown_at(Second instant, Local local, Second same) { return local + (instant - same); }

/// A job with a fixed time: each matching local time once, in a repeated stretch the first time,
/// in a skipped one as soon as the clock has moved.
std::optional<Second> next_fixed(const CronFields& fields, Second after, const Zone& zone) {
    const Local local = zone.local_time(after);
    const LocalLookup here = zone.lookup(local);
    Local from = local + seconds{1};
    if (here.kind == LocalKind::kRepeated && after >= here.change) {
        from = shown_at(here.change, local, here.before);  // where the repeated stretch ends
    }
    const auto match = next_match(fields, from);
    if (!match) {
        return std::nullopt;
    }
    const LocalLookup found = zone.lookup(*match);
    return found.kind == LocalKind::kSkipped ? found.change : found.before;
}

/// The first matching local time that the clock shows after `after`, where it shows `local`.
std::optional<Local> next_shown(const CronFields& fields, Second after, Local local,
                                const Zone& zone) {
    const auto match = next_match(fields, local + seconds{1});
    const LocalLookup here = zone.lookup(local);
    if (here.kind != LocalKind::kRepeated || after >= here.change) {
        return match;
    }
    // The first pass of a repeated stretch: when it has ended, the second one follows.
    const Local end = shown_at(here.change, local, here.before);
    if (match && *match < end) {
        return match;
    }
    return next_match(fields, shown_at(here.change, local, here.after));
}

/// A job that follows the clock: each time that the clock shows a matching local time.
std::optional<Second> next_by_clock(const CronFields& fields, Second after, const Zone& zone) {
    auto match = next_shown(fields, after, zone.local_time(after), zone);
    while (match) {
        const LocalLookup found = zone.lookup(*match);
        if (found.kind != LocalKind::kSkipped) {
            return found.before > after ? found.before : found.after;
        }
        match = next_match(fields, shown_at(found.change, *match, found.after));
    }
    return std::nullopt;
}

}  // namespace

std::optional<Second> CronExpression::next(Second after, const Zone& zone) const {
    if (at_reboot_ || after >= kLastSecond) {
        return std::nullopt;
    }
    const Second from = std::max(after, kFirstSecond);
    const auto found = fields_.follows_clock ? next_by_clock(fields_, from, zone)
                                             : next_fixed(fields_, from, zone);
    return found && *found <= kLastSecond ? found : std::nullopt;
}

}  // namespace tasksched::schedule
