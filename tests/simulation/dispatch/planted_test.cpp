// Bugs that were planted, and are caught; and what a seed promises.
#include <gtest/gtest.h>

#include "tests/simulation/dispatch/world.h"

namespace tasksched::simulation {
namespace {

/// So many seeds may miss a bug.
constexpr std::uint64_t kMostSeeds = 20;

/// What the first seed says that catches the bug; empty where none does.
std::string caught(Planted bug) {
    for (std::uint64_t seed = 1; seed <= kMostSeeds; ++seed) {
        World world({.seed = seed, .planted = bug});
        world.run();
        if (!world.problem().empty()) {
            return world.problem();
        }
    }
    return {};
}

TEST(PlantedBug, IsCaughtWhereAProcessIsStartedBeforeTheCommit) {
    EXPECT_NE(caught(Planted::kStartBeforeCommit)
                  .find("a process is started before the store has its attempt"),
              std::string::npos);
}

TEST(PlantedBug, IsCaughtWhereAnEndIsForgotten) {
    EXPECT_NE(
        caught(Planted::kForgottenEnd).find("an end is acknowledged that is not in the store"),
        std::string::npos);
}

TEST(PlantedBug, IsCaughtWhereARunIsWokenAndStartedTwice) {
    EXPECT_NE(
        caught(Planted::kDoubleWake).find("a process is started before the store has its attempt"),
        std::string::npos);
}

TEST(Seed, MakesTheSameWorldEachTime) {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        World once({.seed = seed});
        World again({.seed = seed});
        once.run();
        again.run();
        EXPECT_EQ(once.trace().hash(), again.trace().hash()) << "seed " << seed;
        EXPECT_EQ(once.trace().length(), again.trace().length()) << "seed " << seed;
    }
}

TEST(Seed, MakesAnotherWorldThanTheNextOne) {
    World one({.seed = 1});
    World other({.seed = 2});
    one.run();
    other.run();
    EXPECT_NE(one.trace().hash(), other.trace().hash());
}

}  // namespace
}  // namespace tasksched::simulation
