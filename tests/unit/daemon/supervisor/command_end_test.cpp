#include <gtest/gtest.h>

#include <csignal>

#include "daemon/process/process_identity.h"
#include "tests/unit/daemon/supervisor/attempts_on_loop.h"

namespace tasksched::daemon {
namespace {

using model::Outcome;
using model::RunReason;

TEST(CommandEnd, IsASuccessAtStatusZero) {
    const Attempted attempted = AttemptsOnLoop().carry_out(program({"/bin/true"}));
    EXPECT_EQ(attempted.result.outcome, Outcome::kSuccess);
    EXPECT_EQ(attempted.result.reason, RunReason::kNone);
    EXPECT_EQ(attempted.result.exit_code, 0);
    EXPECT_EQ(attempted.result.signal, std::nullopt);
    EXPECT_EQ(attempted.result.detail, "");
    EXPECT_EQ(attempted.result.output, model::Output());
}

TEST(CommandEnd, IsATransientFailureAtAnyOtherStatus) {
    AttemptsOnLoop attempts;
    for (const int status : {1, 75, 127, 255}) {
        const Attempted attempted = attempts.carry_out(shell("exit " + std::to_string(status)));
        EXPECT_EQ(attempted.result.outcome, Outcome::kTransient) << status;
        EXPECT_EQ(attempted.result.reason, RunReason::kNone) << status;
        EXPECT_EQ(attempted.result.exit_code, status);
    }
}

TEST(CommandEnd, TellsTheSignalThatEndedIt) {
    const Attempted attempted = AttemptsOnLoop().carry_out(shell("kill -SEGV $$"));
    EXPECT_EQ(attempted.result.outcome, Outcome::kTransient);
    EXPECT_EQ(attempted.result.exit_code, std::nullopt);
    EXPECT_EQ(attempted.result.signal, SIGSEGV);
    EXPECT_EQ(attempted.result.detail, "ended by signal 11 (Segmentation fault)");
}

TEST(CommandEnd, TellsWhatItUsed) {
    const Attempted attempted =
        AttemptsOnLoop().carry_out(shell("i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done"));
    EXPECT_GT(attempted.result.cpu_time.value().count(), 0);
    EXPECT_GT(attempted.result.peak_memory_bytes.value(), 100'000);
}

TEST(CommandEnd, TellsTheProcessAsSoonAsItIsThere) {
    const Attempted attempted = AttemptsOnLoop().carry_out(
        shell("read line < /dev/null; echo $$"),
        [](AttemptControl&, const model::ProcessIdentity& process) {
            EXPECT_EQ(process.boot_id, boot_id());
            EXPECT_NE(identify_process(static_cast<pid_t>(process.pid)), std::nullopt);
        });
    EXPECT_EQ(output_of(attempted), std::to_string(attempted.process.value().pid) + "\n");
    EXPECT_FALSE(is_alive(*attempted.process));
}

TEST(CommandEnd, DoesNotWaitForABackgroundJobThatLeftTheOutputAlone) {
    const Attempted attempted =
        AttemptsOnLoop().carry_out(shell("sleep 1000 > /dev/null 2>&1 & echo $!"));
    EXPECT_LT(attempted.took, std::chrono::milliseconds(1900));
    EXPECT_EQ(attempted.result.outcome, Outcome::kSuccess);
    const pid_t left = std::stoi(output_of(attempted));
    EXPECT_EQ(::kill(left, SIGKILL), 0) << "what it left behind goes on";
}

TEST(CommandEnd, WaitsTwoSecondsForABackgroundJobThatHoldsTheOutput) {
    const Attempted attempted = AttemptsOnLoop().carry_out(shell("sleep 1000 & echo $!"));
    EXPECT_GE(attempted.took, std::chrono::milliseconds(1990));
    EXPECT_LT(attempted.took, std::chrono::milliseconds(10'000));
    EXPECT_EQ(attempted.result.outcome, Outcome::kSuccess);
    const pid_t left = std::stoi(output_of(attempted));
    EXPECT_EQ(::kill(left, SIGKILL), 0) << "what it left behind goes on";
}

TEST(CommandEnd, ComesAsSoonAsABackgroundJobReleasesTheOutput) {
    const Attempted attempted =
        AttemptsOnLoop().carry_out(shell("(sleep 0.2; echo late) & exit 3"));
    EXPECT_LT(attempted.took, std::chrono::milliseconds(1900));
    EXPECT_EQ(attempted.result.exit_code, 3);
    EXPECT_EQ(output_of(attempted), "late\n");
}

}  // namespace
}  // namespace tasksched::daemon
