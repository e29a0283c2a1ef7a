#include "common/schedule/explain_times.h"

#include <fmt/format.h>

#include <vector>

#include "common/schedule/number_words.h"

namespace tasksched::schedule {
namespace {

constexpr unsigned kMinute = 60;
constexpr unsigned kHour = 3600;
constexpr unsigned kDay = 86'400;

/// So many times are listed, of those at even distances fewer.
constexpr std::size_t kMostListed = 6;
constexpr std::size_t kMostListedEven = 3;

/// All times of a day, in seconds from midnight.
struct DayTimes {
    std::vector<unsigned> listed;  ///< the first ones, one more than are listed
    unsigned first = 0;
    unsigned last = 0;
    unsigned step = 0;  ///< where they are even
    bool even = true;
};

/// Walks through the times, until they are too many to list and uneven.
class Collector {
  public:
    DayTimes collect(const CronFields& fields) {
        for (const unsigned hour : numbers_of(fields.hours.to_ullong())) {
            for (const unsigned minute : numbers_of(fields.minutes.to_ullong())) {
                for (const unsigned second : numbers_of(fields.seconds.to_ullong())) {
                    add(hour * kHour + minute * kMinute + second);
                    if (!times_.even && times_.listed.size() > kMostListed) {
                        return times_;
                    }
                }
            }
        }
        return times_;
    }

  private:
    void add(unsigned time) {
        if (times_.listed.empty()) {
            times_.first = time;
        } else if (times_.listed.size() == 1) {
            times_.step = time - times_.last;
        } else if (time - times_.last != times_.step) {
            times_.even = false;
        }
        times_.last = time;
        if (times_.listed.size() <= kMostListed) {
            times_.listed.push_back(time);
        }
    }

    DayTimes times_;
};

std::string clock(unsigned time, const CronFields& fields) {
    std::string text = fmt::format("{:02}:{:02}", time / kHour, time / kMinute % kMinute);
    if (fields.seconds != 1) {
        text += fmt::format(":{:02}", time % kMinute);
    }
    return text;
}

std::string every_step(unsigned step) {
    if (step % kHour == 0) {
        return every(step / kHour, "hour");
    }
    return step % kMinute == 0 ? every(step / kMinute, "minute") : every(step, "second");
}

/// At even distances from one day into the next, every hour or more often: where in a minute or
/// an hour they lie.
std::string all_around(const DayTimes& times) {
    const unsigned second = times.first % kMinute;
    std::vector<std::string> places;
    if (times.step > kMinute) {
        places.push_back(fmt::format("minute {}", times.first / kMinute));
    }
    if (second != 0) {
        places.push_back(fmt::format("second {}", second));
    }
    if (times.first == 0 && times.step != kHour) {
        return every_step(times.step);
    }
    if (times.step == kMinute || times.step == kHour) {
        return fmt::format("{} at {}", every_step(times.step), join_words(places));
    }
    return fmt::format("{} from {} of every {} on", every_step(times.step), join_words(places),
                       times.step < kMinute ? "minute" : "hour");
}

/// The names of a field's unit: "minute" of an "hour".
struct Unit {
    std::string_view name;
    std::uint64_t all;
};

constexpr Unit kSeconds{"second", (std::uint64_t{1} << 60U) - 1};
constexpr Unit kMinutes{"minute", (std::uint64_t{1} << 60U) - 1};
constexpr Unit kHours{"hour", (std::uint64_t{1} << 24U) - 1};

std::string listed(std::uint64_t bits, const Unit& unit) {
    const auto spans = spans_of(bits, [](unsigned number) { return fmt::format("{}", number); });
    return fmt::format("{}{} {}", unit.name, (bits & (bits - 1)) == 0 ? "" : "s",
                       join_words(spans));
}

bool is_series(const std::optional<Progression>& progression) {
    constexpr unsigned kLeast = 3;
    return progression && progression->count >= kLeast;
}

/// The smallest unit, before "of": "every 7 minutes from minute 0 to 56", "at minutes 5 and 10".
std::string leading(std::uint64_t bits, const Unit& unit) {
    if (bits == unit.all) {
        return fmt::format("every {}", unit.name);
    }
    const auto series = as_progression(bits);
    if (!is_series(series)) {
        return fmt::format("at {}", listed(bits, unit));
    }
    return fmt::format("{} from {} {} to {}", every(series->step, unit.name), unit.name,
                       series->first, series->last);
}

/// A larger unit, behind "of": "every hour", "every 2nd hour from 0 to 22", "hours 9, 12 and 15".
std::string enclosing(std::uint64_t bits, const Unit& unit) {
    if (bits == unit.all) {
        return fmt::format("every {}", unit.name);
    }
    const auto series = as_progression(bits);
    if (!is_series(series)) {
        return listed(bits, unit);
    }
    const std::string step = series->step == 1 ? "" : ordinal(series->step) + " ";
    return fmt::format("every {}{} from {} to {}", step, unit.name, series->first, series->last);
}

/// Field by field, from the smallest unit to the largest.
std::string by_field(const CronFields& fields) {
    const std::uint64_t seconds = fields.seconds.to_ullong();
    const std::uint64_t minutes = fields.minutes.to_ullong();
    const std::string hours = enclosing(fields.hours.to_ullong(), kHours);
    if (seconds == 1) {
        return fmt::format("{} of {}", leading(minutes, kMinutes), hours);
    }
    std::string text =
        fmt::format("{} of {}", leading(seconds, kSeconds), enclosing(minutes, kMinutes));
    if (!fields.minutes.all() || !fields.hours.all()) {
        text += fmt::format(" of {}", hours);
    }
    return text;
}

}  // namespace

TimesInWords times_in_words(const CronFields& fields) {
    const DayTimes times = Collector().collect(fields);
    const std::size_t count = times.listed.size();
    if (count <= (times.even ? kMostListedEven : kMostListed)) {
        std::vector<std::string> clocks;
        clocks.reserve(count);
        for (const unsigned time : times.listed) {
            clocks.push_back(clock(time, fields));
        }
        return {fmt::format("at {}", join_words(clocks)), false};
    }
    if (times.even && times.step <= kHour && times.first + kDay - times.last == times.step) {
        return {all_around(times), true};
    }
    if (times.even) {
        return {fmt::format("{} from {} to {}", every_step(times.step), clock(times.first, fields),
                            clock(times.last, fields)),
                false};
    }
    return {by_field(fields), fields.hours.all()};
}

}  // namespace tasksched::schedule
