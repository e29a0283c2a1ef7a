#include "common/schedule/calendars.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "common/base/text.h"

namespace tasksched::schedule {
namespace {

using std::chrono::year_month_day;

constexpr unsigned long kWeekend = 0b100'0001;

/// `text` as a whole number where it has so many digits and nothing else.
std::optional<std::int64_t> digits(std::string_view text, std::size_t count) {
    if (text.size() != count || text.find_first_not_of("0123456789") != std::string_view::npos) {
        return std::nullopt;
    }
    return base::parse_integer(text);
}

}  // namespace

std::optional<Day> parse_day(std::string_view text) {
    constexpr std::size_t kLength = 10;
    if (text.size() != kLength || text[4] != '-' || text[7] != '-') {
        return std::nullopt;
    }
    const auto year = digits(text.substr(0, 4), 4);
    const auto month = digits(text.substr(5, 2), 2);
    const auto day = digits(text.substr(8, 2), 2);
    if (!year || !month || !day) {
        return std::nullopt;
    }
    const year_month_day date{std::chrono::year{static_cast<int>(*year)},
                              std::chrono::month{static_cast<unsigned>(*month)},
                              std::chrono::day{static_cast<unsigned>(*day)}};
    if (!date.ok() || Day{date} < kFirstDay || Day{date} > kLastDay) {
        return std::nullopt;
    }
    return Day{date};
}

std::string format_day(Day day) {
    const year_month_day date{day};
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

DaySet::DaySet(std::vector<Day> days, Weekdays weekdays)
    : days_(std::move(days)), weekdays_(weekdays) {
    std::sort(days_.begin(), days_.end());
    days_.erase(std::unique(days_.begin(), days_.end()), days_.end());
}

bool DaySet::contains(Day day) const {
    return weekdays_.test(std::chrono::weekday{day}.c_encoding()) ||
           std::binary_search(days_.begin(), days_.end(), day);
}

Calendars::Calendars() {
    sets_.emplace("weekends", DaySet({}, Weekdays(kWeekend)));
    sets_.emplace("workdays", DaySet({}, ~Weekdays(kWeekend)));
}

void Calendars::add(const std::string& name, DaySet days) {
    sets_.insert_or_assign(name, std::move(days));
}

const DaySet* Calendars::find(const std::string& name) const {
    const auto found = sets_.find(name);
    return found == sets_.end() ? nullptr : &found->second;
}

base::Result<void> Calendars::check(const DayRule& rule) const {
    for (const auto* names : {&rule.only, &rule.except}) {
        for (const std::string& name : *names) {
            if (find(name) != nullptr) {
                continue;
            }
            std::string known;
            for (const auto& [other, days] : sets_) {
                known += known.empty() ? "" : ", ";
                known += other;
            }
            return base::fail(base::ErrorCode::kInvalid,
                              "the configuration has no calendar {}; it has {}", base::quoted(name),
                              known);
        }
    }
    return {};
}

}  // namespace tasksched::schedule
