#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <csignal>

#include "daemon/process/process_identity.h"
#include "tests/support/eventually.h"
#include "tests/unit/daemon/supervisor/attempts_on_loop.h"

namespace tasksched::daemon {
namespace {

using model::Outcome;
using model::RunReason;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;

AttemptContext limited(model::CommandPayload payload, seconds timeout, seconds grace) {
    AttemptContext context = context_of(std::move(payload));
    context.policies.timeout = timeout;
    context.kill_grace = grace;
    return context;
}

/// Asks for the end of the attempt once its program has written something into the file `ready`.
AttemptsOnLoop::Started when_ready(AttemptsOnLoop& attempts,
                                   const std::function<void(AttemptControl&)>& action) {
    return [&attempts, action](AttemptControl& control, const model::ProcessIdentity&) {
        EXPECT_TRUE(support::eventually([&] { return !attempts.home().read("ready").empty(); }));
        action(control);
    };
}

/// Ends what an attempt has let go of.
void end_for_good(const model::ProcessIdentity& process) {
    const auto pid = static_cast<pid_t>(process.pid);
    EXPECT_EQ(::kill(-pid, SIGKILL), 0);
    EXPECT_EQ(::waitpid(pid, nullptr, 0), pid) << "it was not reaped before";
}

constexpr auto kKill = [](AttemptControl& control) { control.kill(); };
constexpr auto kAbandon = [](AttemptControl& control) { control.abandon(); };

TEST(CommandTimeout, EndsTheProgramByTerm) {
    const Attempted attempted = AttemptsOnLoop().carry_out(
        limited(shell("echo begun; sleep 1000"), seconds(1), seconds(30)));
    EXPECT_EQ(attempted.result.outcome, Outcome::kTransient);
    EXPECT_EQ(attempted.result.reason, RunReason::kTimeout);
    EXPECT_EQ(attempted.result.signal, SIGTERM);
    EXPECT_EQ(attempted.result.detail, "took longer than its timeout of 1s");
    EXPECT_EQ(output_of(attempted), "begun\n");
    EXPECT_GE(attempted.took, milliseconds(990));
    EXPECT_LT(attempted.took, milliseconds(5000));
}

TEST(CommandTimeout, KillsAProgramThatIgnoresEverythingElse) {
    const Attempted attempted = AttemptsOnLoop().carry_out(limited(
        shell("trap '' HUP INT QUIT TERM; while :; do sleep 1; done"), seconds(1), seconds(1)));
    EXPECT_EQ(attempted.result.reason, RunReason::kTimeout);
    EXPECT_EQ(attempted.result.signal, SIGKILL);
    EXPECT_THAT(attempted.result.detail, HasSubstr("SIGKILL was needed 1s after SIGTERM"));
    EXPECT_GE(attempted.took, milliseconds(1990));
    EXPECT_LT(attempted.took, milliseconds(10'000));
}

TEST(CommandTimeout, EndsAProgramThatIsStopped) {
    const Attempted attempted =
        AttemptsOnLoop().carry_out(limited(shell("kill -STOP $$"), seconds(1), seconds(30)));
    EXPECT_EQ(attempted.result.signal, SIGTERM);
}

TEST(CommandTimeout, IsAFailureAlsoOfAProgramThatThenExitsWithZero) {
    const Attempted attempted = AttemptsOnLoop().carry_out(limited(
        shell("trap 'exit 0' TERM; while :; do sleep 0.05; done"), seconds(1), seconds(30)));
    EXPECT_EQ(attempted.result.outcome, Outcome::kTransient);
    EXPECT_EQ(attempted.result.reason, RunReason::kTimeout);
    EXPECT_EQ(attempted.result.exit_code, 0);
}

TEST(CommandTimeout, LeavesAProgramAloneThatIsInTime) {
    const Attempted attempted =
        AttemptsOnLoop().carry_out(limited(shell("exit 0"), seconds(1), seconds(1)));
    EXPECT_EQ(attempted.result.outcome, Outcome::kSuccess);
    EXPECT_EQ(attempted.result.reason, RunReason::kNone);
}

TEST(CommandKill, EndsTheProgramForGood) {
    AttemptsOnLoop attempts;
    const Attempted attempted =
        attempts.carry_out(shell("echo yes > ready; sleep 1000"), when_ready(attempts, kKill));
    EXPECT_EQ(attempted.result.outcome, Outcome::kPermanent);
    EXPECT_EQ(attempted.result.reason, RunReason::kKilled);
    EXPECT_EQ(attempted.result.signal, SIGTERM);
    EXPECT_EQ(attempted.result.detail, "ended on request");
}

TEST(CommandKill, ReachesTheWholeGroup) {
    AttemptsOnLoop attempts;
    AttemptContext context = context_of(
        shell("sh -c 'trap \"\" TERM; echo $$ > ready; while :; do sleep 1; done' & wait"));
    context.kill_grace = seconds(1);
    const Attempted attempted = attempts.carry_out(std::move(context), when_ready(attempts, kKill));
    EXPECT_EQ(attempted.result.signal, SIGTERM);
    EXPECT_GE(attempted.took, milliseconds(990)) << "it has its grace";
    const auto grandchild = process_status(std::stoi(attempts.home().read("ready")));
    EXPECT_TRUE(!grandchild || grandchild->has_ended());
}

TEST(CommandKill, LeavesTheGroupTimeToEnd) {
    AttemptsOnLoop attempts;
    const Attempted attempted = attempts.carry_out(
        shell("sh -c 'trap \"sleep 0.2; echo tidy > tidied; exit\" TERM; exec > /dev/null 2>&1;"
              "echo yes > ready; while :; do sleep 0.05; done' & wait"),
        when_ready(attempts, kKill));
    EXPECT_EQ(attempted.result.signal, SIGTERM);
    EXPECT_EQ(attempts.home().read("tidied"), "tidy\n");
}

TEST(CommandKill, IsObeyedWhenAskedForBeforeTheStart) {
    const Attempted attempted = AttemptsOnLoop().carry_out(
        program({"/bin/sleep", "1000"}),
        [](AttemptControl& control, const model::ProcessIdentity&) { control.kill(); });
    EXPECT_EQ(attempted.result.reason, RunReason::kKilled);
}

TEST(CommandKill, ComesTooLateForAProgramThatHasEnded) {
    const Attempted attempted = AttemptsOnLoop().carry_out(
        program({"/bin/true"}), [](AttemptControl& control, const model::ProcessIdentity& process) {
            EXPECT_TRUE(support::eventually([&] { return !is_alive(process); }));
            control.kill();
        });
    EXPECT_EQ(attempted.result.outcome, Outcome::kSuccess);
    EXPECT_EQ(attempted.result.reason, RunReason::kNone);
}

TEST(CommandAbandon, LeavesTheProgramRunning) {
    AttemptsOnLoop attempts;
    const Attempted attempted =
        attempts.carry_out(shell("echo yes > ready; sleep 1000"), when_ready(attempts, kAbandon));
    EXPECT_LT(attempted.took, milliseconds(5000));
    EXPECT_TRUE(is_alive(attempted.process.value()));
    end_for_good(*attempted.process);
}

TEST(CommandAbandon, WinsOverAKillUnderWay) {
    AttemptsOnLoop attempts;
    AttemptControl* under_way = nullptr;
    const Attempted attempted =
        attempts.carry_out(shell("trap '' TERM; echo yes > ready; while :; do sleep 1; done"),
                           when_ready(attempts, [&](AttemptControl& control) {
                               under_way = &control;
                               control.kill();
                               attempts.after(milliseconds(50), [&] { under_way->abandon(); });
                           }));
    EXPECT_LT(attempted.took, milliseconds(5000));
    EXPECT_TRUE(is_alive(attempted.process.value()));
    end_for_good(*attempted.process);
}

TEST(CommandAbandon, CutsTheReadingAfterTheEndShort) {
    AttemptsOnLoop attempts;
    const Attempted attempted =
        attempts.carry_out(shell("sleep 1000 & echo $!"),
                           [&](AttemptControl& control, const model::ProcessIdentity& process) {
                               EXPECT_TRUE(support::eventually([&] { return !is_alive(process); }));
                               attempts.after(milliseconds(50), [&control] { control.abandon(); });
                           });
    EXPECT_LT(attempted.took, milliseconds(1500));
    EXPECT_EQ(::kill(static_cast<pid_t>(-attempted.process.value().pid), SIGKILL), 0);
}

}  // namespace
}  // namespace tasksched::daemon
