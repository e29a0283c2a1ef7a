#pragma once

#include <string>
#include <string_view>

#include "common/schedule/cron.h"

namespace tasksched::schedule {

/// "Friday"; 0 is Sunday.
std::string_view weekday_name(unsigned weekday);

/// "January" for 1.
std::string_view month_name(unsigned month);

/// Whether "every day" is said where there is nothing else to say of the days.
enum class EveryDay { kSaid, kUnderstood };

/// The dates that `fields` allow, in words: "on every day from Monday to Friday", "on the 1st of
/// January and July", "every day"; empty where that is understood.
std::string days_in_words(const CronFields& fields, EveryDay every_day);

}  // namespace tasksched::schedule
