#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <cstdlib>

#include "common/base/file.h"
#include "common/base/text.h"
#include "tests/unit/daemon/supervisor/attempts_on_loop.h"

namespace tasksched::daemon {
namespace {

using model::Outcome;
using model::RunReason;
using std::chrono::seconds;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::StartsWith;

constexpr std::int64_t kMebibyte = std::int64_t{1} << 20;

AttemptContext within(const model::Limits& limits, model::CommandPayload payload) {
    AttemptContext context = context_of(std::move(payload));
    context.policies.limits = limits;
    return context;
}

std::string limits_seen(const model::Limits& limits) {
    return output_of(
        AttemptsOnLoop().carry_out(within(limits, program({"/bin/cat", "/proc/self/limits"}))));
}

TEST(CommandLimits, AreThoseOfTheProgram) {
    const std::string seen = limits_seen({.memory = 64 * kMebibyte,
                                          .cpu_time = seconds(90),
                                          .open_files = 128,
                                          .nice = {},
                                          .umask = {}});
    EXPECT_THAT(seen, ContainsRegex("Max data size +67108864 +67108864 "));
    EXPECT_THAT(seen, ContainsRegex("Max cpu time +90 +95 "));
    EXPECT_THAT(seen, ContainsRegex("Max open files +128 +128 "));
}

TEST(CommandLimits, AreTheDaemonsOwnWhereThereAreNone) {
    rlimit own{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &own), 0);
    const std::string seen = limits_seen({});
    EXPECT_THAT(seen, ContainsRegex("Max open files +1024 +" + std::to_string(own.rlim_max) + " "));
}

TEST(CommandLimits, SetNicenessAndUmask) {
    AttemptsOnLoop attempts;
    model::Limits limits;
    limits.nice = 7;
    limits.umask = 0;
    EXPECT_EQ(output_of(attempts.carry_out(within(limits, shell("nice; umask")))), "7\n0000\n");
    limits.umask = 0137;
    EXPECT_EQ(output_of(attempts.carry_out(within(limits, shell("umask")))), "0137\n");
}

TEST(CommandLimits, KeepAProgramFromMoreMemory) {
    model::Limits limits;
    const auto take = program({"/bin/dd", "if=/dev/zero", "of=/dev/null", "bs=128M", "count=1"});
    EXPECT_EQ(AttemptsOnLoop().carry_out(within(limits, take)).result.exit_code, 0);
    limits.memory = 64 * kMebibyte;
    const Attempted refused = AttemptsOnLoop().carry_out(within(limits, take));
    EXPECT_EQ(refused.result.exit_code, 1);
    EXPECT_THAT(output_of(refused), HasSubstr("memory exhausted"));
}

void expect_out_of_cpu_time(const std::string& line) {
    model::Limits limits;
    limits.cpu_time = seconds(1);
    const Attempted attempted = AttemptsOnLoop().carry_out(within(limits, shell(line)));
    EXPECT_EQ(attempted.result.reason, RunReason::kCpuTime) << line;
    EXPECT_EQ(attempted.result.outcome, Outcome::kTransient) << line;
    EXPECT_EQ(attempted.result.detail, "used more CPU time than its limit of 1s") << line;
}

TEST(CommandCpuTime, EndsAProgramThatUsesMore) { expect_out_of_cpu_time("while :; do :; done"); }

TEST(CommandCpuTime, IsTheReasonWhereAShellTellsOfItsChild) {
    expect_out_of_cpu_time("(while :; do :; done); exit $?");
}

TEST(CommandCpuTime, IsTheReasonWhereKillHadToFollow) {
    expect_out_of_cpu_time(
        "n=0; trap 'n=$((n + 1)); test $n -lt 3 || kill -KILL $$' XCPU; while :; do :; done");
}

TEST(CommandCpuTime, IsNoReasonForAnotherSignal) {
    model::Limits limits;
    limits.cpu_time = seconds(60);
    AttemptsOnLoop attempts;
    const auto killed = attempts.carry_out(within(limits, shell("kill -KILL $$"))).result;
    EXPECT_EQ(killed.reason, RunReason::kNone);
    EXPECT_EQ(killed.signal, SIGKILL);
    const auto exited = attempts.carry_out(shell("exit 152")).result;
    EXPECT_EQ(exited.reason, RunReason::kNone) << "it has no limit";
}

TEST(CommandLimits, ThatCannotBeSetKeepTheProgramFromStarting) {
    const auto text = base::read_file("/proc/sys/fs/nr_open", 100);
    const auto most = base::parse_integer(base::trim(text.value()));
    if (!most || *most >= 1'073'741'816) {
        GTEST_SKIP() << "this system allows as many open files as there can be";
    }
    model::Limits limits;
    limits.open_files = *most + 1;
    AttemptsOnLoop attempts;
    const auto result =
        attempts.carry_out(within(limits, shell("touch " + attempts.home().file("mark")))).result;
    EXPECT_EQ(result.reason, RunReason::kNotStarted);
    EXPECT_EQ(result.outcome, Outcome::kPermanent);
    EXPECT_EQ(result.exit_code, std::nullopt);
    EXPECT_EQ(result.detail, "cannot limit the open files to " + std::to_string(*most + 1) +
                                 ": Operation not permitted");
    EXPECT_FALSE(base::read_file(attempts.home().file("mark"), 1));
}

/// Lets this process and what it starts leave core dumps, as far as it may.
class CoreDumps : public testing::Test {
  protected:
    void SetUp() override {
        ASSERT_EQ(::getrlimit(RLIMIT_CORE, &before_), 0);
        if (before_.rlim_max == 0) {
            GTEST_SKIP() << "no core dump is allowed here";
        }
    }
    void TearDown() override { allow(before_.rlim_cur); }

    void allow(rlim_t bytes) const {
        const rlimit limit{.rlim_cur = bytes, .rlim_max = before_.rlim_max};
        ASSERT_EQ(::setrlimit(RLIMIT_CORE, &limit), 0);
    }

    [[nodiscard]] rlim_t most() const { return before_.rlim_max; }

  private:
    rlimit before_{};
};

TEST_F(CoreDumps, AreTold) {
    allow(most());
    const auto dumped = AttemptsOnLoop().carry_out(shell("kill -SEGV $$")).result;
    EXPECT_EQ(dumped.core_dumped, true);
    EXPECT_EQ(dumped.detail, "ended by signal 11 (Segmentation fault), core dumped");
}

TEST_F(CoreDumps, ThatAreNotMadeAreNotTold) {
    allow(0);
    const auto ended = AttemptsOnLoop().carry_out(shell("kill -TERM $$")).result;
    EXPECT_EQ(ended.core_dumped, false);
    EXPECT_THAT(ended.detail, StartsWith("ended by signal 15 (Terminated)"));
    EXPECT_EQ(AttemptsOnLoop().carry_out(shell("exit 1")).result.core_dumped, std::nullopt);
}

}  // namespace
}  // namespace tasksched::daemon
