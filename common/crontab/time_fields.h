#pragma once

#include <bitset>
#include <optional>
#include <string_view>

#include "common/base/error.h"
#include "common/crontab/characters.h"
#include "common/schedule/cron.h"

namespace tasksched::crontab {

/// What stands before a command: five fields, or a word that begins with `@`.
struct TimeFields {
    /// None where it never comes, as on 30 February.
    std::optional<schedule::CronExpression> when;
};

/// Reads the times of a job's line, whose first character is the next one, and the blanks after
/// them, as Debian's cron does: what it takes is taken, with the meaning that it has there (letters
/// after a number are passed over, a range that runs down is empty), and its errors come in its
/// words, "bad minute", at the same character. Beyond that, a field may hold what
/// schedule::CronExpression knows and cron does not: `~`, `L`, `W`, `#`, `?`; what `~` draws is
/// decided by `random_seed`.
tl::expected<TimeFields, std::string_view> read_time_fields(Characters& characters,
                                                            std::uint64_t random_seed);

}  // namespace tasksched::crontab
