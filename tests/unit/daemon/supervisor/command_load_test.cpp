#include <gtest/gtest.h>
#include <sys/wait.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <iterator>

#include "tests/unit/daemon/supervisor/attempts_on_loop.h"

namespace tasksched::daemon {
namespace {

std::ptrdiff_t open_descriptors() {
    const std::filesystem::directory_iterator entries("/proc/self/fd");
    return std::distance(entries, std::filesystem::directory_iterator());
}

void expect_no_children() {
    EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
    EXPECT_EQ(errno, ECHILD);
}

TEST(CommandLoad, LeavesNoZombieAndNoDescriptorAfterAThousandRuns) {
    AttemptsOnLoop attempts;
    attempts.carry_out(program({"/bin/true"}));
    const auto before = open_descriptors();
    const auto begun = std::chrono::steady_clock::now();
    for (int i = 0; i < 1000; ++i) {
        ASSERT_EQ(attempts.carry_out(program({"/bin/true"})).result.exit_code, 0);
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
    RecordProperty("runs_per_second", std::to_string(1000 / took.count()));
    EXPECT_EQ(open_descriptors(), before);
    expect_no_children();
}

TEST(CommandLoad, CarriesOutTwoHundredAtOnce) {
    AttemptsOnLoop attempts;
    model::CommandPayload payload = shell("cat; sleep 0.5; echo done");
    payload.standard_input = "given\n";
    const auto begun = std::chrono::steady_clock::now();
    const auto all = attempts.carry_out_at_once(200, payload);
    const auto took = std::chrono::steady_clock::now() - begun;
    for (const Attempted& attempted : all) {
        EXPECT_EQ(attempted.result.outcome, model::Outcome::kSuccess) << attempted.result.detail;
        EXPECT_EQ(output_of(attempted), "given\ndone\n");
    }
    EXPECT_LT(took, std::chrono::seconds(50)) << "one after the other would take 100 s";
    expect_no_children();
}

TEST(CommandLoad, LeavesNothingOfAProgramThatWasNotStarted) {
    AttemptsOnLoop attempts;
    attempts.carry_out(program({"/no/such/program"}));
    const auto before = open_descriptors();
    for (int i = 0; i < 100; ++i) {
        attempts.carry_out(program({"/no/such/program"}));
    }
    EXPECT_EQ(open_descriptors(), before);
    expect_no_children();
}

}  // namespace
}  // namespace tasksched::daemon
