#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/error.h"
#include "common/time/zone.h"

namespace tasksched::schedule {

/// What a cron expression allows, as sets of bits. Built by CronExpression::parse alone.
struct CronFields {
    std::bitset<60> seconds;
    std::bitset<60> minutes;
    std::bitset<24> hours;
    std::bitset<32> days;              ///< bit 1 to 31
    std::bitset<13> months;            ///< bit 1 to 12
    std::bitset<7> weekdays;           ///< bit 0 is Sunday
    std::bitset<31> days_from_last;    ///< `L` is bit 0, `L-3` is bit 3
    std::bitset<32> nearest_weekdays;  ///< `15W` is bit 15; `LW` is bit 0; `31W` comes in
                                       ///< months of 31 days alone
    std::bitset<42> nth_weekdays;      ///< bit n * 7 + weekday, n = 0 for the last (`5L`)
    bool day_is_star = true;           ///< the day field begins with `*` (or is `?`)
    bool weekday_is_star = true;       ///< the same of the day-of-week field
    bool follows_clock = true;         ///< the minute or hour field begins with `*`: at a time
                                       ///< change it follows the clock, as cron's wildcard jobs

    friend bool operator==(const CronFields&, const CronFields&) = default;
};

/// A cron expression, as crontab(5) of Vixie cron, cronie and Quartz know them: five fields, or
/// six with leading seconds, or a macro. Two are equal where they mean the same, also at time
/// changes: `0-59` is not `*`. A value; parsing is the only way to make one.
class CronExpression {
  public:
    /// Reads `text`, of up to 1000 characters. kInvalid names the field, the value and what is
    /// allowed there; a schedule that never comes (30 February) is refused too. `random_seed`
    /// decides what `~` draws, always a date that comes: the text with the drawn values in place
    /// is what `text()` returns, so a stored task keeps them.
    static base::Result<CronExpression> parse(std::string_view text, std::uint64_t random_seed = 0);

    /// The first occurrence strictly after `after`, read in `zone`; none for @reboot, and none
    /// beyond the year 9999. Time changes as in Vixie cron (DESIGN.md, 'Time').
    [[nodiscard]] std::optional<time::Second> next(time::Second after,
                                                   const time::Zone& zone) const;

    /// Whether it is @reboot: it runs once at the start of the system, at no time of the clock.
    [[nodiscard]] bool at_reboot() const { return at_reboot_; }

    /// The expression in a form that parse() reads back as an equal one.
    [[nodiscard]] const std::string& text() const { return text_; }

    [[nodiscard]] const CronFields& fields() const { return fields_; }

    friend bool operator==(const CronExpression& a, const CronExpression& b) {
        return a.at_reboot_ == b.at_reboot_ && a.fields_ == b.fields_;
    }

  private:
    CronExpression() = default;

    std::string text_;
    CronFields fields_;
    bool at_reboot_ = false;
};

}  // namespace tasksched::schedule
