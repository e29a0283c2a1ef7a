#include "tests/simulation/occurrences.h"

#include <algorithm>

namespace tasksched::simulation {
namespace {

using std::chrono::days;
using std::chrono::local_days;
using std::chrono::seconds;
using time::Local;
using time::Second;

constexpr local_days kFirstDay{kFirstInstant.time_since_epoch() / days{1} * days{1}};

/// More than any clock is ahead of or behind UTC.
constexpr std::chrono::hours kMostOffset{26};

/// The dates from kFirstDay on.
const std::vector<Date>& calendar() {
    static const std::vector<Date> kDates = [] {
        std::vector<Date> all;
        for (local_days day = kFirstDay; day.time_since_epoch() < kLastInstant.time_since_epoch();
             day += days{1}) {
            const std::chrono::year_month_day date{day};
            const auto last = (date.year() / date.month() / std::chrono::last).day();
            all.push_back({.year = static_cast<int>(date.year()),
                           .month = static_cast<int>(static_cast<unsigned>(date.month())),
                           .day = static_cast<int>(static_cast<unsigned>(date.day())),
                           .weekday = static_cast<int>(std::chrono::weekday{day}.c_encoding()),
                           .month_length = static_cast<int>(static_cast<unsigned>(last))});
        }
        return all;
    }();
    return kDates;
}

std::size_t number_of_day(Local local) {
    const auto since = std::chrono::floor<days>(local) - kFirstDay;
    return static_cast<std::size_t>(std::max<std::int64_t>(since.count(), 0));
}

/// crontab(5): where both day fields are restricted, either suffices.
bool matches(const CronMeaning& cron, const Date& date) {
    const auto& months = cron.months;
    if (!months.empty() && std::find(months.begin(), months.end(), date.month) == months.end()) {
        return false;
    }
    if (cron.day && cron.weekday) {
        return cron.day(date) || cron.weekday(date);
    }
    return (!cron.day || cron.day(date)) && (!cron.weekday || cron.weekday(date));
}

/// `first` so many months later, at the last day of a shorter month.
Local months_later(Local first, int months) {
    const auto day = std::chrono::floor<days>(first);
    const std::chrono::year_month_day date{day};
    const int since = static_cast<int>(date.year()) * 12 +
                      static_cast<int>(static_cast<unsigned>(date.month())) - 1 + months;
    const auto month =
        std::chrono::year{since / 12} / std::chrono::month{static_cast<unsigned>(since % 12 + 1)};
    const auto last = (month / std::chrono::last).day();
    return local_days{month / std::min(date.day(), last)} + (first - day);
}

}  // namespace

std::optional<Second> Occurrences::next(Second after) {
    if (start_ && after < *start_) {
        after = *start_ - seconds{1};
    }
    const auto found =
        std::visit([&](const auto& meaning) { return next_of(meaning, after); }, meaning_);
    return found && (!until_ || *found <= *until_) ? found : std::nullopt;
}

std::int64_t Occurrences::count(Second first, Second last) {
    if (const auto* period = std::get_if<PeriodMeaning>(&meaning_);
        period != nullptr && period->seconds > 0) {
        return (last - first).count() / period->seconds + 1;  // both of them are occurrences
    }
    std::int64_t count = 0;
    for (auto at = next(first - seconds{1}); at && *at <= last; at = next(*at)) {
        ++count;
    }
    return count;
}

Second Occurrences::next_after_finish(Second end) const {
    const auto& period = std::get<PeriodMeaning>(meaning_);
    if (end < *start_) {
        return *start_;
    }
    return period.seconds > 0
               ? end + seconds{period.seconds}
               : zone_->first_instant(months_later(zone_->local(end), period.months));
}

std::optional<Second> Occurrences::next_of(const OnceMeaning& once, Second after) const {
    return once.at > after ? std::optional(once.at) : std::nullopt;
}

std::optional<Second> Occurrences::next_of(const PeriodMeaning& period, Second after) const {
    if (period.seconds > 0) {
        const std::int64_t since = (after - *start_).count();
        const std::int64_t periods = since < 0 ? 0 : since / period.seconds + 1;
        return *start_ + seconds{periods * period.seconds};
    }
    const Local first = zone_->local(*start_);
    for (int months = 0;; months += period.months) {
        const Second at = months == 0 ? *start_ : zone_->first_instant(months_later(first, months));
        if (at > after) {
            return at;
        }
    }
}

const std::vector<Second>& Occurrences::instants_of_day(const CronMeaning& cron, std::size_t day) {
    constexpr std::size_t kDaysKept = 8;
    if (const auto known = days_.find(day); known != days_.end()) {
        return known->second;
    }
    if (days_.size() >= kDaysKept) {
        days_.clear();
    }
    std::vector<Second>& found = days_[day];
    if (!matches(cron, calendar()[day])) {
        return found;
    }
    const Local begin = kFirstDay + days{day};
    for (const int hour : cron.hours) {
        for (const int minute : cron.minutes) {
            for (const int second : cron.seconds) {
                const Local local = begin + std::chrono::hours{hour} +
                                    std::chrono::minutes{minute} + seconds{second};
                if (!cron.follows_clock) {
                    found.push_back(zone_->first_instant(local));
                    continue;
                }
                const auto shown = zone_->instants(local);
                found.insert(found.end(), shown.begin(), shown.end());
            }
        }
    }
    std::sort(found.begin(), found.end());
    return found;
}

std::optional<Second> Occurrences::next_of(const CronMeaning& cron, Second after) {
    std::optional<Second> best;
    const std::size_t today = number_of_day(zone_->local(after));
    for (std::size_t day = today == 0 ? 0 : today - 1; day < calendar().size(); ++day) {
        const Second earliest{kFirstInstant + days{day} - kMostOffset};
        if (best && earliest > *best) {
            return best;
        }
        if (!matches(cron, calendar()[day])) {
            continue;
        }
        const auto& instants = instants_of_day(cron, day);
        const auto later = std::upper_bound(instants.begin(), instants.end(), after);
        if (later != instants.end() && (!best || *later < *best)) {
            best = *later;
        }
    }
    return best;
}

}  // namespace tasksched::simulation
