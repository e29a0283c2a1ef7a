#include "tests/unit/schedule/cron_model.h"

#include <algorithm>
#include <ranges>
#include <set>

namespace tasksched::schedule {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::local_days;
using std::chrono::minutes;
using std::chrono::seconds;
using time::Local;
using time::Second;
using time::Zone;

/// More than any clock is ahead of or behind UTC.
constexpr hours kMostOffset{26};
constexpr days kHorizon{41 * 366};

ModelDate date_of(local_days day) {
    const std::chrono::year_month_day date{day};
    const auto last = (date.year() / date.month() / std::chrono::last).day();
    return {.year = static_cast<int>(date.year()),
            .month = static_cast<int>(static_cast<unsigned>(date.month())),
            .day = static_cast<int>(static_cast<unsigned>(date.day())),
            .weekday = static_cast<int>(std::chrono::weekday{day}.c_encoding()),
            .month_length = static_cast<int>(static_cast<unsigned>(last))};
}

bool any_holds(const std::vector<ModelCron::OnDate>& conditions, const ModelDate& date) {
    return std::any_of(conditions.begin(), conditions.end(),
                       [&](const ModelCron::OnDate& holds) { return holds(date); });
}

/// One search.
class Walk {
  public:
    Walk(const ModelCron& cron, Second after, const Zone& zone)
        : cron_(cron), after_(after), zone_(zone) {}

    ModelAnswer run() {
        const local_days first = std::chrono::floor<days>(zone_.local_time(after_)) - days{1};
        for (local_days day = first; day < first + kHorizon; day += days{1}) {
            if (best_ && as_utc(day) - kMostOffset > *best_) {
                return {best_, *best_};
            }
            if (matches_date(cron_, date_of(day))) {
                walk_day(day);
            }
        }
        return {best_, as_utc(first + kHorizon) - kMostOffset};
    }

  private:
    static Second as_utc(Local local) { return Second{local.time_since_epoch()}; }

    /// The offsets to UTC in use on a day and around it.
    void find_offsets(local_days day) {
        offsets_.clear();
        for (Second at = as_utc(day) - kMostOffset; at < as_utc(day) + days{1} + kMostOffset;
             at += hours{1}) {
            offsets_.insert(zone_.local_time(at) - Local{at.time_since_epoch()});
        }
    }

    void walk_day(local_days day) {
        find_offsets(day);
        for (int minute = 0; minute < 24 * 60; ++minute) {
            if (cron_.hours[static_cast<std::size_t>(minute / 60)] &&
                cron_.minutes[static_cast<std::size_t>(minute % 60)]) {
                walk_minute(day + minutes{minute});
            }
        }
    }

    void walk_minute(Local minute) {
        for (int second = 0; second < 60; ++second) {
            const Local local = minute + seconds{second};
            if (as_utc(local) - *offsets_.begin() <= after_) {
                continue;  // over, whichever the offset is
            }
            if (best_ && as_utc(local) - *offsets_.rbegin() > *best_) {
                return;  // later than what is found, whichever the offset is
            }
            if (cron_.seconds[static_cast<std::size_t>(second)]) {
                take(local);
            }
        }
    }

    void take(Local local) {
        bool shown = false;
        for (const seconds offset : std::views::reverse(offsets_)) {
            const Second at = as_utc(local) - offset;  // the earliest first
            if (zone_.local_time(at) != local) {
                continue;
            }
            if (!shown || cron_.follows_clock) {
                offer(at);
            }
            shown = true;
        }
        if (!shown && !cron_.follows_clock) {
            offer(end_of_gap(local));
        }
    }

    /// The first instant at which the clock shows more than `local`, which it never shows.
    Second end_of_gap(Local local) const {
        Second low = as_utc(local) - *offsets_.rbegin();  // shows less
        Second high = as_utc(local) - *offsets_.begin();  // shows more
        while (high - low > seconds{1}) {
            const Second middle = low + (high - low) / 2;
            (zone_.local_time(middle) > local ? high : low) = middle;
        }
        return zone_.local_time(low) > local ? low : high;
    }

    void offer(Second at) {
        if (at > after_ && (!best_ || at < *best_)) {
            best_ = at;
        }
    }

    const ModelCron& cron_;
    Second after_;
    const Zone& zone_;
    std::set<seconds> offsets_;
    std::optional<Second> best_;
};

}  // namespace

bool matches_date(const ModelCron& cron, const ModelDate& date) {
    const bool by_day = any_holds(cron.days, date);
    const bool by_weekday = any_holds(cron.weekdays, date);
    const bool both = cron.day_is_star || cron.weekday_is_star;
    return cron.months[static_cast<std::size_t>(date.month)] &&
           (both ? by_day && by_weekday : by_day || by_weekday);
}

ModelAnswer model_next(const ModelCron& cron, Second after, const Zone& zone) {
    return Walk(cron, after, zone).run();
}

}  // namespace tasksched::schedule
