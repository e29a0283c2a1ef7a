// Occurrences against their definition: all that the schedule has around an instant, each put where
// it comes to, in order.

#include <gtest/gtest.h>

#include <iostream>
#include <optional>
#include <random>
#include <string>

#include "common/schedule/occurrences.h"
#include "common/time/time_text.h"
#include "tests/unit/schedule/cron_cases.h"
#include "tests/unit/schedule/day_story.h"

namespace tasksched::schedule {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::seconds;
using time::Second;

/// Zones whose days begin and end oddly, and a year in which they do.
struct Place {
    const char* zone;
    int year;
};

constexpr Place kPlaces[] = {
    {"UTC", 2026},
    {"Europe/Paris", 2026},
    {"Pacific/Apia", 2011},         // no 30 December
    {"America/Sao_Paulo", 2017},    // forward at midnight
    {"America/St_Johns", 2006},     // back from 00:01 to 23:01 of the day before
    {"Australia/Lord_Howe", 2026},  // by half an hour
    {"Africa/Casablanca", 2026},
};

constexpr const char* kExpressions[] = {"0 9 * * *",        "30 0,23 * * *",     "*/20 23,0 * * *",
                                        "0 12 1,15,31 * *", "0 2 * * 0",         "30 23 31 12 *",
                                        "0 0 * * *",        "*/30 1,2 * * 6,0,1"};

class Drawn {
  public:
    explicit Drawn(std::uint64_t seed) : random_(seed) {}

    int number(int most) { return std::uniform_int_distribution<int>(0, most)(random_); }

    template <typename T, std::size_t N>
    const T& one_of(const T (&all)[N]) {
        return all[static_cast<std::size_t>(number(static_cast<int>(N) - 1))];
    }

    DayStory story() {
        const Place& place = one_of(kPlaces);
        const auto policy = number(1) == 0 ? IfExcluded::kBefore : IfExcluded::kAfter;
        DayStory story(one_of(kExpressions), place.zone, policy);
        const Day first{std::chrono::year{place.year} / 1 / 1};
        std::vector<Day> dates;
        for (int left = number(6); left > 0; --left) {
            const Day begin = first + days{number(450)};
            for (int length = number(left == 3 ? 400 : 12); length >= 0; --length) {
                dates.push_back(begin + days{length});
            }
        }
        story.calendars.add("drawn", DaySet(dates, Weekdays(static_cast<unsigned>(number(127)))));
        (number(2) == 0 ? story.schedule.days.only : story.schedule.days.except) = {"drawn"};
        after = std::chrono::sys_days{std::chrono::year{place.year} / 1 / 1} +
                seconds{number(400 * 86400)};
        return story;
    }

    Second after{};

  private:
    std::mt19937_64 random_;
};

/// The first instant after `after` to which an occurrence of the schedule comes.
std::optional<Second> by_definition(const DayStory& story, Second after) {
    const Occurrences all = story.occurrences();
    std::optional<Second> first;
    const Second end = after + days{760};
    for (auto own = next_occurrence(story.schedule, after - days{380}); own && *own < end;
         own = next_occurrence(story.schedule, *own)) {
        const Second place = all.place(*own);
        if (place > after && (!first || place < *first)) {
            first = place;
        }
    }
    return first;
}

TEST(OccurrencesProperty, NextIsTheFirstOfAllThatComeLater) {
    const auto seed = case_seed();
    const auto count = case_count(250);
    std::cout << "seed " << seed << ", " << count << " cases\n";
    Drawn drawn(seed);
    for (int i = 0; i < count; ++i) {
        const DayStory story = drawn.story();
        const auto expected = by_definition(story, drawn.after);
        const auto found = story.occurrences().next(drawn.after);
        const auto looked_at = drawn.after + days{390};
        if (!expected || *expected > looked_at) {
            ASSERT_TRUE(!found || *found > looked_at) << "seed " << seed << ", case " << i;
            continue;
        }
        ASSERT_EQ(found, expected)
            << "seed " << seed << ", case " << i << ": " << describe(story.schedule) << " after "
            << time::format_time(drawn.after, story.schedule.zone);
    }
}

TEST(OccurrencesProperty, AreStrictlyIncreasingAndOnAllowedDaysOrExcluded) {
    const auto seed = case_seed();
    Drawn drawn(seed);
    for (int i = 0; i < 100; ++i) {
        const DayStory story = drawn.story();
        const Occurrences all = story.occurrences();
        auto last = all.next(drawn.after);
        for (int step = 0; last && step < 50; ++step) {
            EXPECT_EQ(all.next(*last - seconds{1}), last);
            if (all.is_excluded(*last)) {
                EXPECT_EQ(all.place(*last), *last);
            }
            const auto next = all.next(*last);
            ASSERT_TRUE(!next || *next > *last) << "seed " << seed << ", case " << i;
            EXPECT_EQ(all.latest(*last, next.value_or(*last + hours{1})), next);
            last = next;
        }
    }
}

}  // namespace
}  // namespace tasksched::schedule
