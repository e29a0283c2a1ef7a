#pragma once

#include <bitset>
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/error.h"
#include "common/schedule/day_rule.h"

namespace tasksched::schedule {

/// A date as the wall clocks of some zone show it.
using Day = std::chrono::local_days;

/// The days that a calendar may name: those of the years 1970 to 2200.
inline constexpr Day kFirstDay{std::chrono::year{1970} / 1 / 1};
inline constexpr Day kLastDay{std::chrono::year{2200} / 12 / 31};

/// Reads "2026-12-25". None for what is no such date, or not one from kFirstDay to kLastDay.
std::optional<Day> parse_day(std::string_view text);

/// All days of some weekdays: bit 0 is Sunday.
using Weekdays = std::bitset<7>;

/// A set of days: single ones, and all those of some weekdays.
class DaySet {
  public:
    DaySet() = default;
    explicit DaySet(std::vector<Day> days, Weekdays weekdays = {});

    [[nodiscard]] bool contains(Day day) const;

    friend bool operator==(const DaySet&, const DaySet&) = default;

  private:
    std::vector<Day> days_;  ///< upwards, each once
    Weekdays weekdays_;
};

/// Sets of days by name. `workdays` (Monday to Friday) and `weekends` are among them from the
/// start; a calendar of the same name that is added takes their place.
class Calendars {
  public:
    Calendars();

    void add(const std::string& name, DaySet days);

    /// The set of that name; nullptr where there is none.
    [[nodiscard]] const DaySet* find(const std::string& name) const;

    /// kInvalid names the first calendar of the rule that is not among these, and those that are.
    [[nodiscard]] base::Result<void> check(const DayRule& rule) const;

    friend bool operator==(const Calendars&, const Calendars&) = default;

  private:
    std::map<std::string, DaySet> sets_;
};

}  // namespace tasksched::schedule
