#include "daemon/scheduler/time_heap.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <random>

namespace tasksched::daemon {
namespace {

TEST(TimeHeap, GivesTheEarliestFirst) {
    TimeHeap<int, int> heap;
    heap.set(1, 30);
    heap.set(2, 10);
    heap.set(3, 20);
    EXPECT_EQ(heap.pop(), 2);
    EXPECT_EQ(heap.pop(), 3);
    EXPECT_EQ(heap.pop(), 1);
    EXPECT_TRUE(heap.empty());
}

TEST(TimeHeap, GivesEqualTimesInTheOrderOfTheirKeys) {
    TimeHeap<int, int> heap;
    for (const int key : {5, 3, 9, 1}) {
        heap.set(key, 7);
    }
    EXPECT_EQ(heap.pop(), 1);
    EXPECT_EQ(heap.pop(), 3);
    EXPECT_EQ(heap.pop(), 5);
    EXPECT_EQ(heap.pop(), 9);
}

TEST(TimeHeap, MovesAKeyThatIsSetAgain) {
    TimeHeap<int, int> heap;
    heap.set(1, 10);
    heap.set(2, 20);
    heap.set(1, 30);
    EXPECT_EQ(heap.size(), 2U);
    EXPECT_EQ(heap.earliest(), 20);
}

TEST(TimeHeap, TellsWhetherAKeyWasErased) {
    TimeHeap<int, int> heap;
    heap.set(1, 10);
    EXPECT_TRUE(heap.erase(1));
    EXPECT_FALSE(heap.erase(1));
    EXPECT_EQ(heap.earliest(), std::nullopt);
}

TEST(TimeHeap, AgreesWithASortedMapUnderRandomChanges) {
    std::mt19937 random(20261124);
    TimeHeap<int, int> heap;
    std::map<int, int> model;
    for (int step = 0; step < 20'000; ++step) {
        const int key = static_cast<int>(random() % 200);
        if (random() % 3 == 0) {
            EXPECT_EQ(heap.erase(key), model.erase(key) == 1);
        } else {
            const int when = static_cast<int>(random() % 1000);
            heap.set(key, when);
            model[key] = when;
        }
        ASSERT_EQ(heap.size(), model.size());
        if (!model.empty()) {
            int least = 1000;
            for (const auto& [known, when] : model) {
                least = std::min(least, when);
            }
            ASSERT_EQ(heap.earliest(), least) << "step " << step;
        }
    }
}

}  // namespace
}  // namespace tasksched::daemon
