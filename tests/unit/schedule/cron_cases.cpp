#include "tests/unit/schedule/cron_cases.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace tasksched::schedule {
namespace {

using std::chrono::seconds;
using time::Second;

/// Draws one field: its text, and the numbers that it allows.
class FieldDraw {
  public:
    FieldDraw(CronCases& cases, int low, int high) : cases_(cases), low_(low), high_(high) {}

    std::string text;
    std::vector<int> values;

    /// A field of one to three items, or one that begins with a star.
    void field() {
        if (cases_.number(0, 2) == 0) {
            star();
            return;
        }
        const int items = std::max(1, cases_.number(-2, 3));
        for (int i = 0; i < items; ++i) {
            text += i == 0 ? "" : ",";
            item();
        }
    }

    void star() {
        const int step = cases_.number(0, 1) == 0 ? 1 : cases_.number(1, high_ - low_ + 1);
        text += step == 1 ? "*" : fmt::format("*/{}", step);
        range(low_, high_, step);
    }

    void item() {
        const int first = cases_.number(low_, high_);
        if (cases_.number(0, 1) == 0) {
            text += fmt::format("{}", first);
            range(first, first, 1);
            return;
        }
        const int last = cases_.number(first, high_);
        const int step = cases_.number(0, 1) == 0 ? 1 : cases_.number(1, high_ - low_ + 1);
        text += fmt::format("{}-{}", first, last) + (step == 1 ? "" : fmt::format("/{}", step));
        range(first, last, step);
    }

  private:
    void range(int first, int last, int step) {
        for (int value = first; value <= last; value += step) {
            values.push_back(value);
        }
    }

    CronCases& cases_;
    int low_;
    int high_;
};

template <std::size_t Size>
std::string draw_into(CronCases& cases, int low, int high, std::array<bool, Size>& set) {
    FieldDraw draw(cases, low, high);
    draw.field();
    for (const int value : draw.values) {
        set[static_cast<std::size_t>(value)] = true;
    }
    return draw.text;
}

/// What `nW` means on a date, said another way than by moving the day: a working day on which no
/// nearer one to the wanted day is in the month.
bool is_nearest_working_day(const ModelDate& date, int wanted) {
    const auto is_working = [&](int day) {
        const int weekday = ((date.weekday + day - date.day) % 7 + 7) % 7;
        return day >= 1 && day <= date.month_length && weekday != 0 && weekday != 6;
    };
    if (wanted > date.month_length || !is_working(date.day)) {
        return false;
    }
    for (int day = wanted - 3; day <= wanted + 3; ++day) {
        if (is_working(day) && std::abs(day - wanted) < std::abs(date.day - wanted)) {
            return false;
        }
    }
    return std::abs(date.day - wanted) <= 3;
}

void draw_day(CronCases& cases, ModelCron& cron) {
    const int number = cases.number(1, 31);
    switch (cases.number(0, 9)) {
        case 0:
            cron.text += "L";
            cron.days.emplace_back([](const ModelDate& d) { return d.day == d.month_length; });
            return;
        case 1:
            cron.text += fmt::format("L-{}", number - 1);
            cron.days.emplace_back(
                [number](const ModelDate& d) { return d.day + number - 1 == d.month_length; });
            return;
        case 2:
            cron.text += fmt::format("{}W", number);
            cron.days.emplace_back(
                [number](const ModelDate& d) { return is_nearest_working_day(d, number); });
            return;
        case 3:
            cron.text += "LW";
            cron.days.emplace_back(
                [](const ModelDate& d) { return is_nearest_working_day(d, d.month_length); });
            return;
        default:
            break;
    }
    FieldDraw draw(cases, 1, 31);
    cases.number(0, 2) == 0 ? draw.item() : draw.field();
    cron.text += draw.text;
    cron.days.emplace_back([values = draw.values](const ModelDate& d) {
        return std::find(values.begin(), values.end(), d.day) != values.end();
    });
}

void draw_weekday(CronCases& cases, ModelCron& cron) {
    const int weekday = cases.number(0, 7);
    const int nth = cases.number(1, 5);
    switch (cases.number(0, 7)) {
        case 0:
            cron.text += fmt::format("{}#{}", weekday, nth);
            cron.weekdays.emplace_back([=](const ModelDate& d) {
                return d.weekday == weekday % 7 && (d.day + 6) / 7 == nth;
            });
            return;
        case 1:
            cron.text += fmt::format("{}L", weekday);
            cron.weekdays.emplace_back([=](const ModelDate& d) {
                return d.weekday == weekday % 7 && d.day + 7 > d.month_length;
            });
            return;
        default:
            break;
    }
    FieldDraw draw(cases, 0, 6);
    draw.field();
    cron.text += draw.text;
    cron.weekdays.emplace_back([values = draw.values](const ModelDate& d) {
        return std::find(values.begin(), values.end(), d.weekday) != values.end();
    });
}

/// The zones of the world, as tzdata lists them.
std::vector<time::Zone> all_zones() {
    std::vector<time::Zone> zones{time::Zone()};
    std::ifstream table("/usr/share/zoneinfo/zone1970.tab");
    for (std::string line; std::getline(table, line);) {
        std::istringstream columns(line);
        std::string countries;
        std::string place;
        std::string name;
        if (line.starts_with('#') || !(columns >> countries >> place >> name)) {
            continue;
        }
        if (auto zone = time::Zone::load(name)) {
            zones.push_back(std::move(*zone));
        }
    }
    EXPECT_GT(zones.size(), 300U) << "the table of zones is not where it was";
    return zones;
}

std::optional<std::uint64_t> number_of_environment(const char* name) {
    const char* text = std::getenv(name);
    return text == nullptr ? std::nullopt : std::optional(std::strtoull(text, nullptr, 10));
}

}  // namespace

CronCases::CronCases(std::uint64_t seed) : random_(seed), zones_(all_zones()) {}

int CronCases::number(int least, int most) {
    return std::uniform_int_distribution<int>(least, most)(random_);
}

ModelCron CronCases::expression() {
    ModelCron cron;
    if (number(0, 4) == 0) {
        cron.text = draw_into(*this, 0, 59, cron.seconds) + " ";
    } else {
        cron.seconds[0] = true;
    }
    const std::string minute = draw_into(*this, 0, 59, cron.minutes);
    const std::string hour = draw_into(*this, 0, 23, cron.hours);
    cron.follows_clock = minute.starts_with('*') || hour.starts_with('*');
    cron.text += fmt::format("{} {} ", minute, hour);
    const std::size_t day = cron.text.size();
    draw_day(*this, cron);
    cron.day_is_star = cron.text[day] == '*';
    cron.text += ' ';
    cron.text +=
        number(0, 1) == 0 ? (cron.months.fill(true), "*") : draw_into(*this, 1, 12, cron.months);
    cron.text += ' ';
    const std::size_t weekday = cron.text.size();
    draw_weekday(*this, cron);
    cron.weekday_is_star = cron.text[weekday] == '*';
    return cron;
}

ModelCron CronCases::expression_around(time::Local local) {
    constexpr int kHours = 24;
    ModelCron cron;
    cron.seconds[0] = true;
    const std::string minute = draw_into(*this, 0, 59, cron.minutes);
    const auto shown = local - std::chrono::floor<std::chrono::days>(local);
    const auto hour = std::chrono::floor<std::chrono::hours>(shown).count() + number(-1, 1);
    const auto wanted = static_cast<std::size_t>((hour + kHours) % kHours);
    cron.hours[wanted] = true;
    cron.follows_clock = minute.starts_with('*');
    cron.months.fill(true);
    cron.days.emplace_back([](const ModelDate&) { return true; });
    cron.weekdays = cron.days;
    cron.day_is_star = true;
    cron.weekday_is_star = true;
    cron.text = fmt::format("{} {} * * *", minute, wanted);
    return cron;
}

const time::Zone& CronCases::zone() {
    return zones_[static_cast<std::size_t>(number(0, static_cast<int>(zones_.size()) - 1))];
}

Second CronCases::instant(const time::Zone& zone) {
    constexpr std::int64_t kLast = 7'289'654'399;  // the end of the year 2200
    constexpr int kTwoDays = 2 * 86'400;
    constexpr int kThreeHours = 3 * 3600;
    const Second any{seconds{std::uniform_int_distribution<std::int64_t>(0, kLast)(random_)}};
    if (number(1, 10) <= 2) {
        return any;
    }
    // Zones that have given up summer time still had changes.
    auto change = zone.next_change(any);
    change = change ? change : zone.next_change(Second{any.time_since_epoch() / 5});
    const int around = number(0, 1) == 0 ? kTwoDays : kThreeHours;
    return change.value_or(any) + seconds{number(-around, around)};
}

std::int64_t case_count(std::int64_t usual) {
    const auto count = number_of_environment("TASKSCHED_TEST_CASES");
    return count ? static_cast<std::int64_t>(*count) : usual;
}

std::uint64_t case_seed() {
    const auto seed = number_of_environment("TASKSCHED_TEST_SEED");
    return seed ? *seed : std::random_device{}();
}

}  // namespace tasksched::schedule
