#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/base/error.h"

namespace tasksched::schedule {

/// What becomes of an occurrence on a day that is left out: it is skipped, or moved to the nearest
/// day before or after that is not, at the same time of day.
enum class IfExcluded { kSkip, kBefore, kAfter };

/// On which days a schedule runs, by the names of calendars.
struct DayRule {
    std::vector<std::string> only;    ///< the day is in one of these; empty: any day
    std::vector<std::string> except;  ///< and in none of these
    IfExcluded if_excluded = IfExcluded::kSkip;

    [[nodiscard]] bool names_calendars() const { return !only.empty() || !except.empty(); }

    /// Whether occurrences come at other times than the schedule's own.
    [[nodiscard]] bool moves() const {
        return names_calendars() && if_excluded != IfExcluded::kSkip;
    }

    friend bool operator==(const DayRule&, const DayRule&) = default;
};

std::string_view to_string(IfExcluded value);  ///< "skip", "before", "after"
base::Result<IfExcluded> parse_if_excluded(std::string_view text);

/// For people: "only on workdays, except holidays, else the day after"; empty for any day.
std::string describe(const DayRule& rule);

}  // namespace tasksched::schedule
