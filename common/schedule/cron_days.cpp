#include "common/schedule/cron_days.h"

#include <fmt/format.h>

#include <cstdint>
#include <optional>
#include <string>

#include "common/base/text.h"

namespace tasksched::schedule {
namespace {

using base::Result;

constexpr unsigned kDaysInWeek = 7;

/// A number of digits alone that is not larger than `most`.
std::optional<unsigned> small_number(std::string_view text, unsigned most) {
    if (text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos) {
        return std::nullopt;
    }
    const auto number = base::parse_integer(text);
    if (!number || *number > most) {
        return std::nullopt;
    }
    return static_cast<unsigned>(*number);
}

Result<bool> take_before_last(const FieldPlace& place, std::string_view item, CronFields& fields) {
    constexpr unsigned kMost = 30;
    const auto back = small_number(item.substr(2), kMost);
    if (!back) {
        return wrong_field(place, fmt::format("{} {}: expected L-0 to L-{}, days before the last "
                                              "of the month",
                                              place.kind.name, base::quoted(item), kMost));
    }
    fields.days_from_last.set(*back);
    return true;
}

Result<bool> take_nearest(const FieldPlace& place, std::string_view item, CronFields& fields) {
    const auto day = small_number(item.substr(0, item.size() - 1), place.kind.highest);
    if (!day || *day < place.kind.low) {
        return wrong_field(place,
                           fmt::format("{} {}: W, the working day that is nearest, stands after "
                                       "one day of the month (15W) or as LW",
                                       place.kind.name, base::quoted(item)));
    }
    fields.nearest_weekdays.set(*day);
    return true;
}

Result<bool> take_nth(const FieldPlace& place, std::string_view item, std::size_t sign,
                      CronFields& fields) {
    constexpr unsigned kMost = 5;
    const auto weekday = read_value(place, item.substr(0, sign));
    if (!weekday) {
        return tl::unexpected(weekday.error());
    }
    const auto nth = small_number(item.substr(sign + 1), kMost);
    if (!nth || *nth == 0) {
        return wrong_field(place, fmt::format("{} {}: expected 1-{} after #, which of these days "
                                              "of the month is meant",
                                              place.kind.name, base::quoted(item), kMost));
    }
    fields.nth_weekdays.set(*nth * kDaysInWeek + *weekday % kDaysInWeek);
    return true;
}

}  // namespace

Result<bool> take_day(const FieldPlace& place, std::string_view item, CronFields& fields) {
    const std::string lower = base::to_lower(item);
    if (lower == "l") {
        fields.days_from_last.set(0);
        return true;
    }
    if (lower == "lw") {
        fields.nearest_weekdays.set(0);
        return true;
    }
    if (lower.starts_with("l-")) {
        return take_before_last(place, item, fields);
    }
    if (lower.ends_with('w')) {
        return take_nearest(place, item, fields);
    }
    return false;
}

Result<bool> take_weekday(const FieldPlace& place, std::string_view item, CronFields& fields) {
    if (const auto sign = item.find('#'); sign != std::string_view::npos) {
        return take_nth(place, item, sign, fields);
    }
    if (!base::to_lower(item).ends_with('l')) {
        return false;
    }
    if (item.size() == 1) {
        return wrong_field(place, fmt::format("{} {}: the last of which day? Write it as in 5L or "
                                              "friL",
                                              place.kind.name, base::quoted(item)));
    }
    const auto weekday = read_value(place, item.substr(0, item.size() - 1));
    if (!weekday) {
        return tl::unexpected(weekday.error());
    }
    fields.nth_weekdays.set(*weekday % kDaysInWeek);
    return true;
}

}  // namespace tasksched::schedule
