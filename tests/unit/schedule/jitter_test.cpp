#include "common/schedule/jitter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace tasksched::schedule {
namespace {

using std::chrono::seconds;
using time::Second;

TEST(Jitter, IsTheSameForTheSameTaskAndOccurrence) {
    const Second occurrence{seconds{1'780'272'000}};
    EXPECT_EQ(jitter_of(7, occurrence, seconds{600}), jitter_of(7, occurrence, seconds{600}));
}

TEST(Jitter, IsTheSameInEveryRelease) {
    // A value that changed would move the runs of stored tasks.
    EXPECT_EQ(jitter_of(1, Second{seconds{1'780'272'000}}, seconds{3600}).count(), 954);
}

TEST(Jitter, OfZeroIsZero) {
    EXPECT_EQ(jitter_of(7, Second{seconds{1000}}, seconds{0}), seconds{0});
}

TEST(Jitter, StaysInItsRange) {
    for (std::int64_t task = 1; task < 2000; ++task) {
        const auto drawn = jitter_of(task, Second{seconds{task * 60}}, seconds{3});
        EXPECT_GE(drawn, seconds{0});
        EXPECT_LE(drawn, seconds{3});
    }
}

/// How often each of the values 0 to 9 is drawn over 10,000 pairs of task and occurrence.
template <typename Task, typename Occurrence>
void expect_even(const Task& task, const Occurrence& occurrence) {
    std::vector<int> counts(10);
    for (std::int64_t i = 0; i < 10'000; ++i) {
        ++counts[static_cast<std::size_t>(
            jitter_of(task(i), Second{seconds{occurrence(i)}}, seconds{9}).count())];
    }
    EXPECT_GT(*std::min_element(counts.begin(), counts.end()), 850);
    EXPECT_LT(*std::max_element(counts.begin(), counts.end()), 1150);
}

TEST(Jitter, IsEvenlySpreadOverTasks) {
    expect_even([](std::int64_t i) { return i; }, [](std::int64_t) { return 1'780'272'000; });
}

TEST(Jitter, IsEvenlySpreadOverOccurrences) {
    expect_even([](std::int64_t) { return 42; },
                [](std::int64_t i) { return 1'780'272'000 + i * 86'400; });
}

}  // namespace
}  // namespace tasksched::schedule
