#include <gtest/gtest.h>
#include <sys/resource.h>

#include "daemon/supervisor/output_capture.h"
#include "tests/unit/daemon/supervisor/attempts_on_loop.h"

namespace tasksched::daemon {
namespace {

std::int64_t peak_memory_bytes() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss * 1024;
}

TEST(CommandOutput, HoldsBothStreamsInTheOrderInWhichTheyWereWritten) {
    EXPECT_EQ(output_of(AttemptsOnLoop().carry_out(shell("echo one; echo two >&2; echo three"))),
              "one\ntwo\nthree\n");
}

TEST(CommandOutput, KeepsEveryByte) {
    EXPECT_EQ(output_of(AttemptsOnLoop().carry_out(shell(R"(printf '\000\377\n\001x')"))),
              std::string("\0\377\n\001x", 5));
}

TEST(CommandOutput, IsReadToItsEndWhenTheProgramHasEnded) {
    AttemptsOnLoop attempts;
    for (int i = 0; i < 50; ++i) {
        const Attempted attempted = attempts.carry_out(shell("head -c 60000 /dev/zero"));
        ASSERT_EQ(attempted.result.output.total_bytes, 60000);
    }
}

TEST(CommandOutput, LosesItsMiddleBeyondTheCap) {
    const Attempted attempted =
        AttemptsOnLoop().carry_out(shell("echo begin; head -c 1000000 /dev/zero; echo end"));
    const model::Output& output = attempted.result.output;
    EXPECT_EQ(output.head.size(), OutputCapture::kPart);
    EXPECT_EQ(output.tail.size(), OutputCapture::kPart);
    EXPECT_TRUE(output.head.starts_with("begin\n"));
    EXPECT_TRUE(output.tail.ends_with("end\n"));
    EXPECT_EQ(output.total_bytes, 1'000'010);
}

TEST(CommandOutput, TakesBoundedMemoryHoweverMuchIsWritten) {
    AttemptsOnLoop attempts;
    attempts.carry_out(shell("head -c 1000000 /dev/zero"));
    const std::int64_t before = peak_memory_bytes();
    const Attempted attempted = attempts.carry_out(shell("head -c 100000000 /dev/zero"));
    EXPECT_EQ(attempted.result.output.total_bytes, 100'000'000);
    EXPECT_EQ(attempted.result.exit_code, 0);
    EXPECT_LT(peak_memory_bytes() - before, 8 * 1024 * 1024);
}

TEST(CommandOutput, OfAnEndlessWriterDoesNotKeepOthersFromTheirTurn) {
    AttemptContext endless = context_of(program({"/usr/bin/yes"}));
    endless.policies.timeout = std::chrono::seconds(1);
    const Attempted attempted = AttemptsOnLoop().carry_out(std::move(endless));
    EXPECT_EQ(attempted.result.reason, model::RunReason::kTimeout);
    EXPECT_GT(attempted.result.output.total_bytes, 1'000'000);
}

TEST(CommandOutput, MayBeClosedLongBeforeTheEnd) {
    const Attempted attempted =
        AttemptsOnLoop().carry_out(shell("echo a; exec >&- 2>&-; sleep 0.2; exit 4"));
    EXPECT_EQ(attempted.result.exit_code, 4);
    EXPECT_EQ(output_of(attempted), "a\n");
    EXPECT_GE(attempted.took, std::chrono::milliseconds(190));
}

}  // namespace
}  // namespace tasksched::daemon
