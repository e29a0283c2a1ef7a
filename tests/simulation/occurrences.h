#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

#include "tests/simulation/zone_table.h"

namespace tasksched::simulation {

/// A date, as a condition of a cron expression looks at it.
struct Date {
    int year = 0;
    int month = 1;
    int day = 1;
    int weekday = 0;  ///< 0 is Sunday
    int month_length = 31;
};

/// What a cron expression means, said as lists and conditions.
struct CronMeaning {
    using OnDate = std::function<bool(const Date&)>;

    std::vector<int> seconds{0};
    std::vector<int> minutes;
    std::vector<int> hours;
    std::vector<int> months;  ///< empty for all
    OnDate day;               ///< empty for a field that begins with a star
    OnDate weekday;           ///< empty for a field that begins with a star
    bool follows_clock = false;
};

struct OnceMeaning {
    time::Second at;
};

/// Every so many seconds, or calendar months, from the schedule's start on.
struct PeriodMeaning {
    std::int64_t seconds = 0;
    int months = 0;
};

/// The simulation's own opinion of when a schedule runs: it walks through the days and counts
/// periods one by one. Knows the years up to kLastInstant.
class Occurrences {
  public:
    using Meaning = std::variant<OnceMeaning, PeriodMeaning, CronMeaning>;

    Occurrences(Meaning meaning, std::shared_ptr<const ZoneTable> zone,
                std::optional<time::Second> start, std::optional<time::Second> until)
        : meaning_(std::move(meaning)), zone_(std::move(zone)), start_(start), until_(until) {}

    /// The first one after `after`; none where there is none up to kLastInstant.
    std::optional<time::Second> next(time::Second after);

    /// How many there are from `first` to `last`, both included.
    std::int64_t count(time::Second first, time::Second last);

    /// Of a task that counts from the end of its runs: one period after `end`, or the start, where
    /// a clock that was moved back shows less.
    [[nodiscard]] time::Second next_after_finish(time::Second end) const;

  private:
    std::optional<time::Second> next_of(const OnceMeaning& once, time::Second after) const;
    std::optional<time::Second> next_of(const PeriodMeaning& period, time::Second after) const;
    std::optional<time::Second> next_of(const CronMeaning& cron, time::Second after);
    const std::vector<time::Second>& instants_of_day(const CronMeaning& cron, std::size_t day);

    Meaning meaning_;
    std::shared_ptr<const ZoneTable> zone_;
    std::optional<time::Second> start_;
    std::optional<time::Second> until_;
    std::map<std::size_t, std::vector<time::Second>> days_;  ///< the last ones that were asked for
};

}  // namespace tasksched::simulation
