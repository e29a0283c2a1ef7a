#include "common/schedule/calendars.h"

#include <algorithm>
#include <utility>

#include "common/base/text.h"
#include "common/time/time_words.h"

namespace tasksched::schedule {
namespace {

constexpr unsigned long kWeekend = 0b100'0001;

}  // namespace

std::optional<Day> parse_day(std::string_view text) {
    const auto date = time::date_word(text);
    if (!date || !date->ok() || Day{*date} < kFirstDay || Day{*date} > kLastDay) {
        return std::nullopt;
    }
    return Day{*date};
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
