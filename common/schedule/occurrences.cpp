#include "common/schedule/occurrences.h"

#include <algorithm>
#include <utility>

#include "common/schedule/local_instant.h"
#include "common/schedule/search.h"

namespace tasksched::schedule {
namespace {

using base::Result;
using std::chrono::days;
using std::chrono::seconds;
using time::Second;

constexpr days kOneDay{1};
constexpr seconds kOneSecond{1};

/// Nothing is moved beyond the year 9999, in any zone.
constexpr Day kLastTarget{std::chrono::year{9999} / 12 / 30};

std::vector<const DaySet*> sets_of(const std::vector<std::string>& names,
                                   const Calendars& calendars) {
    std::vector<const DaySet*> sets;
    sets.reserve(names.size());
    for (const std::string& name : names) {
        sets.push_back(calendars.find(name));
    }
    return sets;
}

bool any_contains(const std::vector<const DaySet*>& sets, Day day) {
    return std::any_of(sets.begin(), sets.end(),
                       [day](const DaySet* set) { return set->contains(day); });
}

}  // namespace

Result<Occurrences> Occurrences::of(const Schedule& schedule, const Calendars& calendars) {
    Occurrences occurrences(schedule);
    if (schedule.days.names_calendars()) {
        if (auto known = calendars.check(schedule.days); !known) {
            return tl::unexpected(std::move(known.error()));
        }
        occurrences.only_ = sets_of(schedule.days.only, calendars);
        occurrences.except_ = sets_of(schedule.days.except, calendars);
    }
    return occurrences;
}

Day Occurrences::day_of(Second instant) const {
    return std::chrono::floor<days>(schedule_.zone.local_time(instant));
}

Second Occurrences::start_of(Day day) const { return instant_of(day, schedule_.zone); }

bool Occurrences::allows(Day day) const {
    return (only_.empty() || any_contains(only_, day)) && !any_contains(except_, day);
}

/// Whether the zone has the day: Apia went from 29 to 31 December 2011.
bool Occurrences::exists(Day day) const { return day_of(start_of(day)) == day; }

/// The day that the occurrences of an excluded day come to; none where there is none near enough.
std::optional<Day> Occurrences::target_of(Day day) const {
    const days step = schedule_.days.if_excluded == IfExcluded::kBefore ? -kOneDay : kOneDay;
    for (Day target = day; (target - day).count() * step.count() <= kFarthestMove.count();
         target += step) {
        if (target <= kLastTarget && allows(target) && exists(target)) {
            return target;
        }
    }
    return std::nullopt;
}

Second Occurrences::moved_to(Day target, Second occurrence) const {
    const time::Local local = schedule_.zone.local_time(occurrence);
    return instant_of(target + (local - std::chrono::floor<days>(local)), schedule_.zone);
}

Second Occurrences::place(Second occurrence) const {
    const Day day = day_of(occurrence);
    if (!schedule_.days.moves() || allows(day)) {
        return occurrence;
    }
    const auto target = target_of(day);
    return target ? moved_to(*target, occurrence) : occurrence;
}

bool Occurrences::is_excluded(Second occurrence) const {
    return have_calendars() && !allows(day_of(occurrence));
}

Second Occurrences::same_until(Second occurrence, Second limit) const {
    if (!have_calendars()) {
        return limit;
    }
    Day day = day_of(occurrence);
    const bool allowed = allows(day);
    for (const Day last = day_of(limit); day <= last; day += kOneDay) {
        if (allows(day) != allowed) {
            return std::clamp(start_of(day) - kOneSecond, occurrence, limit);
        }
    }
    return limit;
}

std::optional<Second> Occurrences::next(Second after) const {
    return schedule_.days.moves() ? next_moved(after) : next_occurrence(schedule_, after);
}

std::optional<Second> Occurrences::next_run(Second after) const {
    auto found = next(after);
    for (int passed = 0; found && is_excluded(*found); ++passed) {
        const Day day = day_of(*found);
        if (passed == kMostExcludedDays || day > kLastDay) {
            return std::nullopt;
        }
        found = next(std::max(*found, start_of(day + kOneDay) - kOneSecond));
        if (found && day_of(*found) > kLastDay) {
            return std::nullopt;
        }
    }
    return found;
}

std::optional<Second> Occurrences::latest(Second after, Second not_after) const {
    if (!schedule_.days.moves()) {
        return latest_occurrence(schedule_, after, not_after);
    }
    return latest_by([this](Second from) { return next_moved(from); }, after, not_after);
}

std::optional<std::int64_t> Occurrences::count(Second after, Second not_after,
                                               std::int64_t limit) const {
    if (!schedule_.days.moves()) {
        return count_occurrences(schedule_, after, not_after, limit);
    }
    return count_by([this](Second from) { return next_moved(from); }, after, not_after, limit);
}

/// The first day whose occurrences may come to `day` or later.
Day Occurrences::first_source(Day day) const {
    if (schedule_.days.if_excluded == IfExcluded::kBefore) {
        return day;
    }
    Day first = day;
    while (day - first < kFarthestMove && !(allows(first - kOneDay) && exists(first - kOneDay))) {
        first -= kOneDay;
    }
    return first;
}

/// Looks at the days that the schedule has occurrences on, and where these come, until what later
/// days bring must be later. It begins a day early: where the clock is moved back over midnight,
/// the day before comes a second time.
std::optional<Second> Occurrences::next_moved(Second after) const {
    std::optional<Second> best;
    for (Day day = first_source(day_of(after) - kOneDay);; day += kOneDay) {
        const auto nominal = next_occurrence(schedule_, start_of(day) - kOneSecond);
        if (!nominal) {
            return best;
        }
        day = std::max(day, day_of(*nominal));
        const bool back = schedule_.days.if_excluded == IfExcluded::kBefore;
        if (best && start_of(back ? target_of(day).value_or(day) : day) > *best) {
            return best;
        }
        if (const auto found = first_from(day, after); found && (!best || *found < *best)) {
            best = found;
        }
    }
}

/// The first occurrence of that day, in the order of where they come, that comes after `after`.
std::optional<Second> Occurrences::first_from(Day day, Second after) const {
    const auto target = allows(day) ? std::nullopt : target_of(day);
    if (target) {
        return first_moved(day, *target, after);
    }
    const auto own = next_occurrence(schedule_, std::max(after, start_of(day) - kOneSecond));
    return own && day_of(*own) == day ? own : std::nullopt;
}

std::optional<Second> Occurrences::first_moved(Day day, Day target, Second after) const {
    const Day today = day_of(after);
    if (target < today) {
        return std::nullopt;
    }
    Second from = start_of(day) - kOneSecond;
    if (target == today) {
        from = std::max(from, moved_to(day, after) - kOneSecond);
    }
    // Times of day that the target skips or repeats may all come to what is over.
    for (auto nominal = next_occurrence(schedule_, from); nominal && day_of(*nominal) == day;
         nominal = next_occurrence(schedule_, *nominal)) {
        if (const Second moved = moved_to(target, *nominal); moved > after) {
            return moved;
        }
    }
    return std::nullopt;
}

}  // namespace tasksched::schedule
