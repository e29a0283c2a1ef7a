#include "common/launch/environment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

namespace tasksched::launch {
namespace {

const Account kAccount{.name = "ada", .home = "/home/ada"};

Occasion occasion_of(std::optional<time::Second> scheduled_for, int attempt = 1) {
    return {.task = {12},
            .run = {34},
            .scheduled_for = scheduled_for,
            .attempt = attempt,
            .key = key_of_run({12}, {34}, scheduled_for),
            .instance = std::nullopt};
}

const time::Second kNewYear{std::chrono::sys_days{std::chrono::year{2027} / 1 / 1}};

TEST(CommandEnvironment, HoldsTheAccountAndTheRunAndNothingElse) {
    const ProgramEnvironment expected{
        {"HOME", "/home/ada"},
        {"LOGNAME", "ada"},
        {"USER", "ada"},
        {"SHELL", "/bin/sh"},
        {"PATH", "/usr/local/bin:/usr/bin:/bin"},
        {"TASKSCHED_TASK_ID", "12"},
        {"TASKSCHED_RUN_ID", "34"},
        {"TASKSCHED_ATTEMPT", "2"},
        {"TASKSCHED_KEY", "12-1798761600"},
        {"TASKSCHED_SCHEDULED_FOR", "2027-01-01T00:00:00Z"},
    };
    EXPECT_EQ(make_environment(kAccount, occasion_of(kNewYear, 2), {}), expected);
}

TEST(CommandEnvironment, HasNoScheduledTimeForAnExtraRun) {
    const auto environment = make_environment(kAccount, occasion_of(std::nullopt), {});
    EXPECT_FALSE(environment.contains("TASKSCHED_SCHEDULED_FOR"));
    EXPECT_EQ(environment.at("TASKSCHED_KEY"), "12-run-34");
}

TEST(CommandEnvironment, HasOneKeyForAllAttemptsOfAnOccurrence) {
    EXPECT_EQ(make_environment(kAccount, occasion_of(kNewYear), {}).at("TASKSCHED_KEY"),
              make_environment(kAccount, occasion_of(kNewYear, 7), {}).at("TASKSCHED_KEY"));
}

TEST(CommandEnvironment, NamesTheSupervisorWhereThereIsOne) {
    Occasion occasion = occasion_of(kNewYear);
    EXPECT_FALSE(make_environment(kAccount, occasion, {}).contains("TASKSCHED_INSTANCE"));
    occasion.instance = "s1";
    EXPECT_EQ(make_environment(kAccount, occasion, {}).at("TASKSCHED_INSTANCE"), "s1");
}

TEST(CommandEnvironment, HasForARehearsalTheKeyOfNoRun) {
    EXPECT_EQ(key_of_rehearsal({12}, kNewYear), "12-rehearsal-1798761600");
    EXPECT_NE(key_of_rehearsal({12}, kNewYear), key_of_run({12}, {34}, kNewYear));
}

TEST(CommandEnvironment, GivesTheTasksOwnVariablesTheLastWord) {
    model::CommandPayload payload;
    payload.env = {{"PATH", "/opt/bin"}, {"COLOUR", "red"}, {"COLOUR", "blue"}, {"EMPTY", ""}};
    const auto environment = make_environment(kAccount, occasion_of(kNewYear), payload);
    EXPECT_EQ(environment.at("PATH"), "/opt/bin");
    EXPECT_EQ(environment.at("COLOUR"), "blue");
    EXPECT_EQ(environment.at("EMPTY"), "");
}

TEST(CommandEnvironment, IsHandedOverAsNamesWithValues) {
    EXPECT_THAT(to_entries({{"A", "1"}, {"B", "x=y"}, {"C", ""}}),
                testing::ElementsAre("A=1", "B=x=y", "C="));
}

}  // namespace
}  // namespace tasksched::launch
