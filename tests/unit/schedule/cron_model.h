#pragma once

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/time/zone.h"

namespace tasksched::schedule {

/// A date, with what cron asks of it.
struct ModelDate {
    int year = 0;
    int month = 0;
    int day = 0;
    int weekday = 0;  ///< 0 is Sunday
    int month_length = 0;
};

/// What a cron expression means, as plain predicates and without any of the code under test.
struct ModelCron {
    using OnDate = std::function<bool(const ModelDate&)>;

    std::string text;  ///< the expression itself
    std::array<bool, 60> seconds{};
    std::array<bool, 60> minutes{};
    std::array<bool, 24> hours{};
    std::array<bool, 13> months{};
    std::vector<OnDate> days;      ///< one of them must hold
    std::vector<OnDate> weekdays;  ///< the same
    bool day_is_star = false;
    bool weekday_is_star = false;
    bool follows_clock = false;
};

bool matches_date(const ModelCron& cron, const ModelDate& date);

/// What the model found.
struct ModelAnswer {
    std::optional<time::Second> next;  ///< none: not before `searched_to`
    time::Second searched_to;
};

/// The first occurrence after `after`, the slow way: it walks through all local minutes (and their
/// seconds) day by day, finds the instants at which a clock shows each by trying the offsets that
/// are in use around it, and asks the zone for nothing but the local time of an instant.
ModelAnswer model_next(const ModelCron& cron, time::Second after, const time::Zone& zone);

}  // namespace tasksched::schedule
