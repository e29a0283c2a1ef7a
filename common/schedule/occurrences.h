#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "common/base/error.h"
#include "common/schedule/calendars.h"
#include "common/schedule/schedule.h"

namespace tasksched::schedule {

/// The occurrences of a schedule with the days that its calendars leave out. An occurrence belongs
/// to the day of its instant in the schedule's zone. On an excluded day it is either
///
///  - skipped: it stays where it is, and is_excluded() says that nothing is to run there; or
///  - moved, to the nearest earlier or later day that is not excluded and that the zone has, at the
///    same time of day (in a gap: its end; a repeated time: the first). Where there is none within
///    kFarthestMove, it stays and is excluded.
///
/// Occurrences that come to the same instant are one, so that they are strictly increasing. The
/// schedule's start and end bound its own times, before they are moved. Pure, like schedule.h.
/// Refers to the schedule and the calendars, which must outlive it. A schedule that is counted from
/// the end of its runs moves nothing.
class Occurrences {
  public:
    /// kInvalid where the calendars lack one that the schedule names.
    static base::Result<Occurrences> of(const Schedule& schedule, const Calendars& calendars);
    static base::Result<Occurrences> of(Schedule&&, const Calendars&) = delete;

    /// The first occurrence strictly after `after`; it may be excluded.
    [[nodiscard]] std::optional<time::Second> next(time::Second after) const;

    /// The first one that is not excluded. None, too, where the next kMostExcludedDays days on
    /// which the schedule has occurrences are all excluded, or all those up to kLastDay.
    [[nodiscard]] std::optional<time::Second> next_run(time::Second after) const;

    /// As latest_occurrence and count_occurrences, the excluded ones included.
    [[nodiscard]] std::optional<time::Second> latest(time::Second after,
                                                     time::Second not_after) const;
    [[nodiscard]] std::optional<std::int64_t> count(time::Second after, time::Second not_after,
                                                    std::int64_t limit) const;

    /// Whether the day of the occurrence is left out.
    [[nodiscard]] bool is_excluded(time::Second occurrence) const;

    /// Whether the schedule names calendars at all: without, nothing is excluded.
    [[nodiscard]] bool have_calendars() const { return !only_.empty() || !except_.empty(); }

    /// The last instant, up to `limit`, of the days from that of `occurrence` on that are all
    /// excluded, or all not, as its own is. Its cost grows with the days.
    [[nodiscard]] time::Second same_until(time::Second occurrence, time::Second limit) const;

    /// Where an occurrence of the schedule's own time comes: there, or where it is moved to.
    [[nodiscard]] time::Second place(time::Second occurrence) const;

    static constexpr std::chrono::days kFarthestMove{366};
    static constexpr int kMostExcludedDays = 366;

  private:
    explicit Occurrences(const Schedule& schedule) : schedule_(schedule) {}

    [[nodiscard]] Day day_of(time::Second instant) const;
    [[nodiscard]] time::Second start_of(Day day) const;
    [[nodiscard]] bool allows(Day day) const;
    [[nodiscard]] bool exists(Day day) const;
    [[nodiscard]] std::optional<Day> target_of(Day day) const;
    [[nodiscard]] time::Second moved_to(Day target, time::Second occurrence) const;
    [[nodiscard]] Day first_source(Day day) const;
    [[nodiscard]] std::optional<time::Second> next_moved(time::Second after) const;
    [[nodiscard]] std::optional<time::Second> first_from(Day day, time::Second after) const;
    [[nodiscard]] std::optional<time::Second> first_moved(Day day, Day target,
                                                          time::Second after) const;

    const Schedule& schedule_;
    std::vector<const DaySet*> only_;
    std::vector<const DaySet*> except_;
};

}  // namespace tasksched::schedule
