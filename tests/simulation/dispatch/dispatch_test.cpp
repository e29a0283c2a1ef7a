#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
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

TEST(Dispatch, KeepsEveryRuleWhateverBreaks) {
    const auto given = number_of_environment("TASKSCHED_TEST_SEED");
    const std::int64_t seeds =
        given ? 1 : number_of_environment("TASKSCHED_TEST_SEEDS").value_or(1000);
    const std::uint64_t first = given ? static_cast<std::uint64_t>(*given) : std::random_device{}();
    std::cout << seeds << " seeds from " << first << '\n';
    std::int64_t runs = 0;
    std::int64_t attempts = 0;
    std::int64_t steps = 0;
    for (std::int64_t i = 0; i < seeds; ++i) {
        World world({.seed = first + static_cast<std::uint64_t>(i)});
        world.run();
        runs += world.runs();
        attempts += world.attempts();
        steps += world.trace().length();
        ASSERT_TRUE(world.problem().empty()) << world.problem();
    }
    std::cout << "  runs: " << runs << "\n  attempts: " << attempts << "\n  steps: " << steps
              << '\n';
}

}  // namespace
}  // namespace tasksched::simulation

int main(int argc, char** argv) {
    tasksched::simulation::silence_log();
    ::setenv("TZDIR", "/nowhere", 1);
    ::setenv("TMPDIR", "/dev/shm", 1);
    ::testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}
