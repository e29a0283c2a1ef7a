#include "tests/simulation/drawn_task.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "common/base/check.h"

namespace tasksched::simulation {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using time::Second;

std::vector<int> every_nth(int first, int last, int step) {
    std::vector<int> values;
    for (int value = first; value <= last; value += step) {
        values.push_back(value);
    }
    return values;
}

/// `nW`, said another way than by moving the day: a working day such that no other one in the month
/// is nearer to the wanted day.
bool is_nearest_working_day(const Date& date, int wanted) {
    const auto works = [&](int day) {
        const int weekday = ((date.weekday + day - date.day) % 7 + 7) % 7;
        return day >= 1 && day <= date.month_length && weekday != 0 && weekday != 6;
    };
    const int distance = std::abs(date.day - wanted);
    if (wanted > date.month_length || !works(date.day) || distance > 3) {
        return false;
    }
    for (int day = wanted - 3; day <= wanted + 3; ++day) {
        if (works(day) && std::abs(day - wanted) < distance) {
            return false;
        }
    }
    return true;
}

}  // namespace

DrawnTask TaskDraw::draw(Second now) {
    for (;;) {
        zone_ = random_.of(zones_);
        const int kind = random_.small(0, 99);
        DrawnTask drawn = kind < 15   ? draw_once(now)
                          : kind < 40 ? draw_period(now)
                          : kind < 50 ? draw_calendar_period(now)
                          : kind < 90 ? draw_cron(now)
                                      : draw_dense_cron(now);
        drawn.task.created_at = now;
        const auto first = schedule::after_finish(drawn.task.schedule)
                               ? drawn.occurrences.next_after_finish(now)
                               : drawn.occurrences.next(now);
        const auto& until = drawn.task.schedule.until;
        if (first && (!until || *first <= *until)) {
            drawn.task.next_run_at = first;
            return drawn;
        }
    }
}

model::Policies TaskDraw::policies() {
    using enum model::CatchUp;
    using enum model::Overlap;
    using enum model::OnCrash;
    model::Policies policies;
    policies.catch_up = random_.of(std::vector{kNone, kLatest, kAll});
    policies.overlap = random_.of(std::vector{kAllow, kSkip, kQueue, kReplace});
    policies.on_crash = random_.of(std::vector{kAsk, kRetry, kFail});
    if (random_.chance(30)) {
        policies.deadline = random_.spread(seconds{5}, days{5});
    }
    policies.retries = random_.chance(50) ? 0 : random_.small(1, 6);
    policies.backoff.base = random_.spread(seconds{1}, minutes{10});
    policies.backoff.cap = policies.backoff.base + random_.spread(seconds{1}, hours{5});
    return policies;
}

DrawnTask TaskDraw::finished(model::Task task, Occurrences::Meaning meaning) {
    task.user_id = "anna";
    task.type = "command";
    task.policies = policies();
    task.schedule.zone = zone_->zone();
    if (random_.chance(20)) {
        task.jitter = random_.spread(seconds{1}, hours{3});
    }
    const Habit habit{.longest = random_.spread(seconds{1}, days{2}),
                      .failures = random_.chance(50) ? 0 : random_.small(1, 100)};
    Occurrences occurrences(std::move(meaning), zone_, task.schedule.start, task.schedule.until);
    return {.task = std::move(task), .occurrences = std::move(occurrences), .habit = habit};
}

/// Start, until and count, each of them now and then.
void TaskDraw::draw_bounds(Second now, model::Task& task) {
    if (random_.chance(15)) {
        task.schedule.start = now + random_.spread(seconds{1}, days{200});
    }
    if (random_.chance(15)) {
        task.schedule.until =
            task.schedule.start.value_or(now) + random_.spread(hours{1}, days{3000});
    }
    if (random_.chance(15)) {
        task.remaining = random_.number(1, 200);
    }
}

DrawnTask TaskDraw::draw_once(Second now) {
    model::Task task;
    const Second at = now + random_.spread(seconds{1}, days{400});
    task.schedule.rule = schedule::Once{.at = at};
    return finished(std::move(task), OnceMeaning{at});
}

/// Every second to every year; the shorter the period, the sooner it ends. Some count from the end
/// of their runs.
DrawnTask TaskDraw::draw_period(Second now) {
    model::Task task;
    draw_bounds(now, task);
    const seconds length = random_.spread(seconds{1}, days{365});
    task.schedule.rule = schedule::Every{
        .period = {.length = length.count(), .unit = schedule::PeriodUnit::kSeconds},
        .after_finish = random_.chance(25)};
    if (!task.schedule.start) {
        task.schedule.start =
            random_.chance(50) ? now : now - random_.spread(seconds{1}, days{900});
    }
    const bool is_short = length < hours{12};
    if (is_short && random_.chance(50)) {
        task.remaining = random_.number(1, 300);
    } else if (is_short) {
        const Second begin = std::max(now, *task.schedule.start);
        task.schedule.until = begin + length * random_.number(2, 300);
    }
    return finished(std::move(task), PeriodMeaning{.seconds = length.count(), .months = 0});
}

DrawnTask TaskDraw::draw_calendar_period(Second now) {
    model::Task task;
    draw_bounds(now, task);
    if (!task.schedule.start) {
        task.schedule.start =
            random_.chance(50) ? now : now - random_.spread(seconds{1}, days{900});
    }
    const bool years = random_.chance(20);
    const int length = random_.small(1, years ? 2 : 7);
    task.schedule.rule = schedule::Every{
        .period = {.length = length,
                   .unit = years ? schedule::PeriodUnit::kYears : schedule::PeriodUnit::kMonths},
        .after_finish = random_.chance(20)};
    return finished(std::move(task),
                    PeriodMeaning{.seconds = 0, .months = years ? length * 12 : length});
}

DrawnTask TaskDraw::cron_task(const std::string& text, CronMeaning meaning) {
    model::Task task;
    auto cron = schedule::CronExpression::parse(text);
    TASKSCHED_CHECK(cron.has_value());
    task.schedule.rule = std::move(*cron);
    return finished(std::move(task), std::move(meaning));
}

DrawnTask TaskDraw::draw_cron(Second now) {
    CronMeaning meaning;
    const std::string dates = draw_day_fields(meaning);
    const bool many_days = !meaning.day && !meaning.weekday;
    const std::string text = draw_time_fields(meaning, many_days) + dates;
    DrawnTask drawn = cron_task(text, meaning);
    draw_bounds(now, drawn.task);
    drawn.occurrences =
        Occurrences(meaning, zone_, drawn.task.schedule.start, drawn.task.schedule.until);
    return drawn;
}

/// Each minute, each few seconds, ...: for some days, or so many times.
DrawnTask TaskDraw::draw_dense_cron(Second now) {
    CronMeaning meaning;
    meaning.follows_clock = true;
    meaning.minutes = every_nth(0, 59, 1);
    meaning.hours = every_nth(0, 23, 1);
    std::string text = "* * * * *";
    const int step = random_.small(1, 30);
    if (random_.chance(50)) {
        meaning.minutes = every_nth(0, 59, step);
        text = fmt::format("*/{} * * * *", step);
    } else if (random_.chance(50)) {
        meaning.seconds = every_nth(0, 59, 10 + step);
        text = fmt::format("*/{} * * * * *", 10 + step);
    }
    DrawnTask drawn = cron_task(text, meaning);
    if (random_.chance(50)) {
        drawn.task.remaining = random_.number(1, 300);
    } else {
        drawn.task.schedule.until = now + random_.spread(minutes{1}, hours{20});
    }
    drawn.occurrences = Occurrences(meaning, zone_, std::nullopt, drawn.task.schedule.until);
    return drawn;
}

std::string TaskDraw::draw_time_fields(CronMeaning& cron, bool many_days) {
    const int minute = random_.small(0, 59);
    // Most time changes come in the small hours.
    const int hour = random_.chance(50) ? random_.small(0, 3) : random_.small(0, 23);
    const int kind = random_.small(0, 9);
    cron.minutes = {minute};
    cron.hours = {hour};
    if (kind == 0) {
        const int second = random_.small(0, 59);
        cron.seconds = {second};
        return fmt::format("{} {} {} ", second, minute, hour);
    }
    if (kind == 1) {
        cron.hours = every_nth(0, hour, 3);
        return fmt::format("{} 0-{}/3 ", minute, hour);
    }
    if (kind == 2 && !many_days) {
        cron.follows_clock = true;
        cron.hours = every_nth(0, 23, 1);
        return fmt::format("{} * ", minute);
    }
    if (kind == 3 && !many_days) {
        cron.follows_clock = true;
        cron.minutes = every_nth(0, 59, 15);
        return fmt::format("*/15 {} ", hour);
    }
    if (kind == 4) {
        cron.follows_clock = true;
        cron.hours = every_nth(0, 23, 12);
        return fmt::format("{} */12 ", minute);
    }
    return fmt::format("{} {} ", minute, hour);
}

std::string TaskDraw::draw_day_fields(CronMeaning& cron) {
    const int kind = random_.small(0, 9);
    if (kind < 2) {
        return "* * *";
    }
    if (kind < 4) {
        const std::string weekday = draw_weekday(cron);
        return "* * " + weekday;
    }
    if (kind < 6) {
        return draw_day(cron) + " * *";
    }
    if (kind < 7) {
        const int month = random_.small(1, 12);
        cron.months = {month};
        const int day = random_.small(1, month == 2 ? 29 : 30);
        cron.day = [day](const Date& date) { return date.day == day; };
        return fmt::format("{} {} ?", day, month);
    }
    if (kind < 8) {
        const int first = random_.small(1, 12);
        cron.months = every_nth(first, 12, 2);
        return fmt::format("{} {}-12/2 *", draw_day(cron), first);
    }
    const std::string day = draw_day(cron);
    return fmt::format("{} * {}", day, draw_weekday(cron));
}

std::string TaskDraw::draw_day(CronMeaning& cron) {
    const int number = random_.small(1, 28);
    switch (random_.small(0, 5)) {
        case 0:
            cron.day = [](const Date& date) { return date.day == date.month_length; };
            return "L";
        case 1:
            cron.day = [number](const Date& date) {
                return date.day == date.month_length - number + 1;
            };
            return fmt::format("L-{}", number - 1);
        case 2:
            cron.day = [number](const Date& date) { return is_nearest_working_day(date, number); };
            return fmt::format("{}W", number);
        case 3:
            cron.day = [](const Date& date) {
                return is_nearest_working_day(date, date.month_length);
            };
            return "LW";
        case 4:
            cron.day = [number](const Date& date) { return date.day == number || date.day == 31; };
            return fmt::format("{},31", number);
        default:
            cron.day = [number](const Date& date) { return date.day == number; };
            return fmt::format("{}", number);
    }
}

std::string TaskDraw::draw_weekday(CronMeaning& cron) {
    const int weekday = random_.small(0, 6);
    const int nth = random_.small(1, 5);
    switch (random_.small(0, 3)) {
        case 0:
            cron.weekday = [=](const Date& date) {
                return date.weekday == weekday && (date.day + 6) / 7 == nth;
            };
            return fmt::format("{}#{}", weekday, nth);
        case 1:
            cron.weekday = [=](const Date& date) {
                return date.weekday == weekday && date.day + 7 > date.month_length;
            };
            return fmt::format("{}L", weekday);
        case 2:
            cron.weekday = [](const Date& date) { return date.weekday >= 1 && date.weekday <= 5; };
            return "mon-fri";
        default:
            cron.weekday = [=](const Date& date) { return date.weekday == weekday; };
            return fmt::format("{}", weekday);
    }
}

}  // namespace tasksched::simulation
