#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <random>

#include "tests/simulation/dispatch/silence.h"
#include "tests/simulation/dispatch/world.h"

namespace tasksched::simulation {
namespace {

std::optional<std::int64_t> number_of_environment(const char* name) {
    const char* text = std::getenv(name);
    return text == nullptr ? std::nullopt : std::optional(std::strtoll(text, nullptr, 10));
}

/// What many worlds came to.
struct Sums {
    std::int64_t worlds = 0;
    std::int64_t runs = 0;
    std::int64_t attempts = 0;
    std::int64_t steps = 0;
    std::int64_t kills = 0;
    std::int64_t store_failures = 0;

    void add(const World& world) {
        ++worlds;
        runs += world.runs();
        attempts += world.attempts();
        steps += world.trace().length();
        kills +=
            world.trace().count(Step::kDaemonKilled) + world.trace().count(Step::kSupervisorKilled);
        store_failures += world.trace().count(Step::kStoreFailed);
    }

    void print() const {
        std::cout << "  worlds: " << worlds << "\n  runs: " << runs << "\n  attempts: " << attempts
                  << "\n  steps: " << steps << "\n  kills: " << kills
                  << "\n  failures of the store: " << store_failures << '\n';
    }
};

/// TASKSCHED_TEST_SEED replays one world; TASKSCHED_TEST_SEEDS is how many there are else;
/// TASKSCHED_TEST_UNKNOWN_COMMITS adds a fault.
TEST(Dispatch, KeepsEveryRuleWhateverBreaks) {
    const auto given = number_of_environment("TASKSCHED_TEST_SEED");
    const std::int64_t seeds =
        given ? 1 : number_of_environment("TASKSCHED_TEST_SEEDS").value_or(1000);
    const std::uint64_t first = given ? static_cast<std::uint64_t>(*given) : std::random_device{}();
    std::cout << seeds << " seeds from " << first << '\n';
    Sums sums;
    for (std::int64_t i = 0; i < seeds; ++i) {
        World world({.seed = first + static_cast<std::uint64_t>(i),
                     .unknown_commits = std::getenv("TASKSCHED_TEST_UNKNOWN_COMMITS") != nullptr});
        world.run();
        sums.add(world);
        ASSERT_TRUE(world.problem().empty()) << world.problem();
    }
    sums.print();
    EXPECT_TRUE(given || sums.kills > 0);
    EXPECT_TRUE(given || sums.store_failures > 0);
}

/// A few runs without other faults, once for each step and each victim.
TEST(Dispatch, KeepsEveryRuleWhereverItIsKilled) {
    constexpr int kRuns = 3;
    const auto given = number_of_environment("TASKSCHED_TEST_SEED");
    const std::uint64_t seed = given ? static_cast<std::uint64_t>(*given) : std::random_device{}();
    World calm({.seed = seed, .runs = kRuns, .with_faults = false});
    calm.run();
    ASSERT_TRUE(calm.problem().empty()) << calm.problem();
    std::cout << "seed " << seed << ", " << calm.trace().length() << " steps\n";
    Sums sums;
    for (std::int64_t step = 0; step < calm.trace().length(); ++step) {
        for (const Victim victim :
             {Victim::kDaemon, Victim::kSupervisor, Victim::kBoth, Victim::kMachine}) {
            World world({.seed = seed,
                         .runs = kRuns,
                         .with_faults = false,
                         .kill = WorldSettings::Kill{.step = step, .victim = victim}});
            world.run();
            sums.add(world);
            ASSERT_TRUE(world.problem().empty())
                << "killed at step " << step << ": " << world.problem();
        }
    }
    sums.print();
}

}  // namespace
}  // namespace tasksched::simulation

/// The stores stand in memory where the system has a place for that, and no zone is read.
int main(int argc, char** argv) {
    tasksched::simulation::silence_log();
    ::setenv("TZDIR", "/nonexistent", 1);
    if (std::filesystem::is_directory("/dev/shm")) {
        ::setenv("TMPDIR", "/dev/shm", 1);
    }
    ::testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}
