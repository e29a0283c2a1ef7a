#pragma once

#include <string>

#include "common/schedule/cron.h"

namespace tasksched::schedule {

/// What the second, minute and hour fields say.
struct TimesInWords {
    std::string text;         ///< "at 09:00 and 17:00", "every 15 minutes"
    bool all_around = false;  ///< it goes through all hours, so that "every day" need not be said
};

/// The times of a day that `fields` allow, in words.
TimesInWords times_in_words(const CronFields& fields);

}  // namespace tasksched::schedule
