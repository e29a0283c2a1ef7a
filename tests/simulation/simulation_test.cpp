#include "tests/simulation/simulation.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <random>

namespace tasksched::simulation {
namespace {

std::optional<std::int64_t> number_of_environment(const char* name) {
    const char* text = std::getenv(name);
    return text == nullptr ? std::nullopt : std::optional(std::strtoll(text, nullptr, 10));
}

/// TASKSCHED_TEST_SEED, or another one each time.
std::uint64_t seed() {
    const auto given = number_of_environment("TASKSCHED_TEST_SEED");
    return given ? static_cast<std::uint64_t>(*given) : std::random_device{}();
}

/// TASKSCHED_TEST_YEARS: how many years a thousand tasks are simulated; the tests' usual run is a
/// short one of fewer tasks.
Settings settings() {
    Settings settings;
    settings.seed = seed();
    if (const auto years = number_of_environment("TASKSCHED_TEST_YEARS")) {
        settings.span = std::chrono::days{365} * *years + std::chrono::days{*years / 4 + 1};
    } else {
        settings.tasks = 100;
        settings.span = std::chrono::days{366};
    }
    return settings;
}

TEST(Simulation, KeepsEveryRuleOverTheYears) {
    const Settings chosen = settings();
    std::cout << "seed " << chosen.seed << ", " << chosen.tasks << " tasks, " << chosen.span.count()
              << " days\n";
    Simulation simulation(chosen);
    simulation.run();
    for (const auto& [what, count] : simulation.counts().all()) {
        std::cout << "  " << what << ": " << count << '\n';
    }
    EXPECT_EQ(simulation.problem(), "") << "seed " << chosen.seed;
    EXPECT_GT(simulation.counts().of("runs"), 0);
    EXPECT_GT(simulation.counts().of("clock steps back"), 0);
    EXPECT_GT(simulation.counts().of("restarts of the daemon"), 0);
    EXPECT_GT(simulation.counts().of("decisions on what was missed"), 0);
}

}  // namespace
}  // namespace tasksched::simulation
