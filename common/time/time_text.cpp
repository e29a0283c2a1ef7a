#include "common/time/time_text.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "common/base/text.h"
#include "common/time/time_parts.h"

namespace tasksched::time {
namespace {

using base::Result;
using std::chrono::days;
using std::chrono::local_days;
using std::chrono::seconds;
using std::chrono::year_month_day;

constexpr int kFirstYear = 1970;
constexpr int kLastYear = 9999;
constexpr Second kFirst{seconds{0}};
constexpr Second kLast = std::chrono::sys_days{std::chrono::year{10000} / 1 / 1} - seconds{1};

/// More than this in one part is beyond the year 9999 from anywhere.
constexpr std::int64_t kMostMonths = 12LL * kLastYear;
constexpr std::int64_t kMostDays = 366LL * kLastYear;

std::string show_local(Local local) {
    const auto day = std::chrono::floor<days>(local);
    const std::chrono::hh_mm_ss time{local - day};
    return fmt::format("{} {:02}:{:02}:{:02}", format_date(year_month_day{day}),
                       time.hours().count(), time.minutes().count(), time.seconds().count());
}

/// Puts the parts of a text together, in its zone and around `now`.
class Assembly {
  public:
    Assembly(std::string_view text, const TimeParts& parts, Second now, const Zone& zone)
        : text_(text), parts_(parts), now_(now), zone_(parts.zone ? *parts.zone : zone) {}

    [[nodiscard]] Result<ReadTime> assemble() const {
        if (parts_.utc_offset) {
            return with_offset();
        }
        auto begin = parts_.date    ? dated()
                     : parts_.clock ? next_clock(*parts_.clock)
                                    : Result<ReadTime>(ReadTime{now_, {}});
        if (!begin || !parts_.shift) {
            return begin;
        }
        return shifted(*begin);
    }

  private:
    [[nodiscard]] local_days today() const {
        return std::chrono::floor<days>(zone_.local_time(now_));
    }

    [[nodiscard]] Result<local_days> day_of(const year_month_day& date) const {
        if (!date.ok()) {
            return wrong_time(text_, "the calendar has no such date");
        }
        return local_days{date};
    }

    /// RFC 3339: the date and the time are those of a clock with that offset.
    [[nodiscard]] Result<ReadTime> with_offset() const {
        const auto* date = parts_.date ? std::get_if<year_month_day>(&*parts_.date) : nullptr;
        if (date == nullptr || parts_.shift) {
            return wrong_time(text_,
                              "an offset goes with a date and a time only, as in "
                              "2026-05-01T09:00:00+02:00");
        }
        return day_of(*date).map([&](local_days day) {
            return ReadTime{Second{(day + *parts_.clock).time_since_epoch() - *parts_.utc_offset},
                            {}};
        });
    }

    [[nodiscard]] Result<ReadTime> dated() const {
        return std::visit([&](const auto& date) { return on(date); }, *parts_.date);
    }

    [[nodiscard]] Local at_clock(local_days day) const {
        return day + parts_.clock.value_or(seconds{0});
    }

    [[nodiscard]] Result<ReadTime> on(const year_month_day& date) const {
        return day_of(date).and_then([&](local_days day) { return resolve(at_clock(day)); });
    }

    [[nodiscard]] Result<ReadTime> on(days from_today) const {
        return resolve(at_clock(today() + from_today));
    }

    [[nodiscard]] Result<ReadTime> on(const NamedWeekday& named) const {
        constexpr days kWeek{7};
        days ahead = named.weekday - std::chrono::weekday{today()};
        if (named.not_today && ahead == days{0}) {
            ahead = kWeek;
        }
        const auto first = resolve(at_clock(today() + ahead));
        return first && first->at <= now_ ? resolve(at_clock(today() + ahead + kWeek)) : first;
    }

    /// The next such date; 29 February may be eight years ahead.
    [[nodiscard]] Result<ReadTime> on(const std::chrono::month_day& date) const {
        constexpr int kYears = 8;
        const auto this_year = year_month_day{today()}.year();
        for (int ahead = 0; ahead <= kYears; ++ahead) {
            const year_month_day candidate = (this_year + std::chrono::years{ahead}) / date;
            if (!candidate.ok()) {
                continue;
            }
            auto read = on(candidate);
            if (!read || read->at > now_) {
                return read;
            }
        }
        return wrong_time(text_, "the calendar has no such date");
    }

    /// The next time that a clock shows `clock`: today, or else tomorrow.
    [[nodiscard]] Result<ReadTime> next_clock(seconds clock) const {
        const Local local = today() + clock;
        const LocalLookup found = zone_.lookup(local);
        if (found.kind == LocalKind::kRepeated && found.before <= now_ && found.after > now_) {
            return ReadTime{found.after, fmt::format("{} comes twice in {}; the second one is "
                                                     "taken, the first one is over",
                                                     show_local(local), zone_.name())};
        }
        const Second last = found.kind == LocalKind::kSkipped ? found.change : found.before;
        return resolve(last > now_ ? local : local + days{1});
    }

    [[nodiscard]] Result<ReadTime> resolve(Local local) const {
        const LocalLookup found = zone_.lookup(local);
        if (found.kind == LocalKind::kSkipped) {
            return wrong_time(text_,
                              fmt::format("{} does not come in {}, the clock is moved over it; the "
                                          "nearest times are {} and {}",
                                          show_local(local), zone_.name(),
                                          format_time(found.change - seconds{1}, zone_),
                                          format_time(found.change, zone_)));
        }
        ReadTime read{found.before, {}};
        if (found.kind == LocalKind::kRepeated) {
            read.remark = fmt::format(
                "{} comes twice in {}; the first one is taken, {}, not {}", show_local(local),
                zone_.name(), format_time(found.before, zone_), format_time(found.after, zone_));
        }
        return read;
    }

    [[nodiscard]] Result<ReadTime> shifted(const ReadTime& begin) const {
        const Shift& shift = *parts_.shift;
        if (shift.months > kMostMonths || shift.days > kMostDays) {
            return wrong_time(text_, fmt::format("it is after the year {}", kLastYear));
        }
        if (shift.months == 0 && shift.days == 0) {
            return ReadTime{begin.at + seconds{shift.seconds}, begin.remark};
        }
        const Local local = zone_.local_time(begin.at);
        const auto day = std::chrono::floor<days>(local);
        auto date = year_month_day{day} + std::chrono::months{shift.months};
        if (!date.ok()) {
            date = date.year() / date.month() / std::chrono::last;
        }
        return resolve(local_days{date} + days{shift.days} + (local - day))
            .map([&](const ReadTime& read) {
                return ReadTime{read.at + seconds{shift.seconds}, read.remark};
            });
    }

    std::string_view text_;
    const TimeParts& parts_;
    Second now_;
    Zone zone_;
};

/// Puts the remarks of the words before the one of the whole.
void add_remarks(ReadTime& read, std::vector<std::string> remarks) {
    if (read.remark) {
        remarks.push_back(std::move(*read.remark));
    }
    if (!remarks.empty()) {
        read.remark = fmt::format("{}", fmt::join(remarks, "; "));
    }
}

Result<ReadTime> seconds_since_1970(std::string_view text) {
    const auto count = base::parse_integer(text.substr(1));
    if (!count) {
        return wrong_time(text, "expected a whole number of seconds since 1970 after '@'");
    }
    if (*count < kFirst.time_since_epoch().count() || *count > kLast.time_since_epoch().count()) {
        return wrong_time(
            text,
            fmt::format("it is outside @{}-@{}, the years {}-{}", kFirst.time_since_epoch().count(),
                        kLast.time_since_epoch().count(), kFirstYear, kLastYear));
    }
    return ReadTime{Second{seconds{*count}}, {}};
}

}  // namespace

Result<ReadTime> parse_time(std::string_view text, Second now, const Zone& zone) {
    text = base::trim(text);
    if (text.starts_with('@')) {
        return seconds_since_1970(text);
    }
    const auto parts = read_time_parts(text);
    if (!parts) {
        return tl::unexpected(parts.error());
    }
    auto read = Assembly(text, *parts, now, zone).assemble();
    if (read) {
        add_remarks(*read, parts->remarks);
    }
    if (read && (read->at < kFirst || read->at > kLast)) {
        return wrong_time(text,
                          fmt::format("it is outside the years {}-{}", kFirstYear, kLastYear));
    }
    return read;
}

}  // namespace tasksched::time
