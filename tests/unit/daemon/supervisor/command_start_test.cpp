#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "common/launch/launch.h"
#include "tests/unit/daemon/supervisor/attempts_on_loop.h"

namespace tasksched::daemon {
namespace {

using model::Outcome;
using model::RunReason;
using testing::HasSubstr;

/// A file of the home that may be executed.
std::string executable(const support::TemporaryHome& home, const std::string& name,
                       const std::string& content) {
    std::string path = home.write(name, content);
    EXPECT_EQ(::chmod(path.c_str(), 0755), 0);
    return path;
}

void expect_not_started(const Attempted& attempted, Outcome outcome, const std::string& detail) {
    EXPECT_EQ(attempted.result.reason, RunReason::kNotStarted);
    EXPECT_EQ(attempted.result.outcome, outcome);
    EXPECT_EQ(attempted.result.exit_code, std::nullopt);
    EXPECT_EQ(attempted.result.signal, std::nullopt);
    EXPECT_EQ(attempted.result.detail, detail);
    EXPECT_EQ(attempted.process, std::nullopt);
}

TEST(CommandStart, FailsForAProgramThatIsNotThere) {
    expect_not_started(AttemptsOnLoop().carry_out(program({"/no/such/program"})),
                       Outcome::kPermanent,
                       "cannot run '/no/such/program': No such file or directory");
}

TEST(CommandStart, NamesThePathInWhichAProgramIsNot) {
    expect_not_started(AttemptsOnLoop().carry_out(program({"no-such-program"})),
                       Outcome::kPermanent,
                       "cannot run 'no-such-program': No such file or directory in PATH "
                       "'/usr/local/bin:/usr/bin:/bin'");
}

TEST(CommandStart, FailsForADirectoryThatIsNotThere) {
    model::CommandPayload payload = program({"/bin/true"});
    payload.cwd = "/no/such/directory";
    expect_not_started(
        AttemptsOnLoop().carry_out(payload), Outcome::kPermanent,
        "cannot enter the directory '/no/such/directory': No such file or directory");
}

TEST(CommandStart, FailsForAProgramThatMayNotBeRun) {
    AttemptsOnLoop attempts;
    const std::string path = attempts.home().write("data", "not a program");
    expect_not_started(attempts.carry_out(program({path})), Outcome::kPermanent,
                       "cannot run '" + path + "': Permission denied");
}

TEST(CommandStart, TellsThatAnInterpreterIsMissing) {
    AttemptsOnLoop attempts;
    const std::string path = executable(attempts.home(), "script", "#!/no/such/interpreter\n");
    expect_not_started(attempts.carry_out(program({path})), Outcome::kPermanent,
                       "cannot run '" + path +
                           "': No such file or directory (the interpreter that its first line "
                           "names)");
}

TEST(CommandStart, FailsForTheTimeBeingWhereDescriptorsAreScarce) {
    AttemptsOnLoop attempts;
    attempts.carry_out(program({"/bin/true"}));
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
    bool failed = false;
    for (rlim_t count = 3; count < 64 && !(failed && count > 20); ++count) {
        const rlimit scarce{.rlim_cur = count, .rlim_max = before.rlim_max};
        ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &scarce), 0);
        const Attempted attempted = attempts.carry_out(program({"/bin/true"}));
        if (attempted.result.outcome != Outcome::kSuccess) {
            failed = true;
            EXPECT_EQ(attempted.result.outcome, Outcome::kTransient);
            EXPECT_EQ(attempted.result.reason, RunReason::kNotStarted);
            EXPECT_THAT(attempted.result.detail, HasSubstr("Too many open files"));
        }
    }
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
    EXPECT_TRUE(failed);
    EXPECT_EQ(attempts.carry_out(program({"/bin/true"})).result.outcome, Outcome::kSuccess);
}

TEST(CommandStart, TellsErrorsThatPassFromThoseThatStay) {
    for (const int error : {EAGAIN, ENOMEM, EMFILE, ENFILE, ETXTBSY}) {
        EXPECT_EQ(launch::outcome_of_error(error), Outcome::kTransient) << error;
    }
    for (const int error : {ENOENT, EACCES, ENOTDIR, ELOOP, E2BIG}) {
        EXPECT_EQ(launch::outcome_of_error(error), Outcome::kPermanent) << error;
    }
}

TEST(CommandStart, FindsTheProgramInTheTasksOwnPath) {
    AttemptsOnLoop attempts;
    executable(attempts.home(), "tools/greet", "#!/bin/sh\necho hello \"$1\"\n");
    model::CommandPayload payload = program({"greet", "ada lovelace"});
    payload.env = {{"PATH", "/no/such/directory:" + attempts.home().file("tools")}};
    EXPECT_EQ(output_of(attempts.carry_out(payload)), "hello ada lovelace\n");
}

TEST(CommandStart, PassesOverADirectoryWhereTheProgramMayNotBeRun) {
    AttemptsOnLoop attempts;
    attempts.home().write("first/greet", "not a program");
    executable(attempts.home(), "second/greet", "#!/bin/sh\necho hello\n");
    model::CommandPayload payload = program({"greet"});
    payload.env = {{"PATH", attempts.home().file("first") + ":" + attempts.home().file("second")}};
    EXPECT_EQ(output_of(attempts.carry_out(payload)), "hello\n");
}

TEST(CommandStart, RunsAScriptWithoutAnInterpretersLineByTheShell) {
    AttemptsOnLoop attempts;
    const std::string path = executable(attempts.home(), "plain", "echo \"$0\" \"$1\" \"$2\"\n");
    EXPECT_EQ(output_of(attempts.carry_out(program({path, "a b", "c"}))), path + " a b c\n");
}

TEST(CommandStart, RunsARelativeProgramFromItsDirectory) {
    AttemptsOnLoop attempts;
    executable(attempts.home(), "bin/here", "#!/bin/sh\npwd\n");
    model::CommandPayload payload = program({"./here"});
    payload.cwd = attempts.home().file("bin");
    EXPECT_EQ(output_of(attempts.carry_out(payload)), payload.cwd + "\n");
}

TEST(CommandStart, HandsTheShellItsLineAsItIs) {
    EXPECT_EQ(output_of(AttemptsOnLoop().carry_out(shell("echo 'a  b' | tr a-z A-Z; echo \"$0\""))),
              "A  B\n/bin/sh\n");
}

}  // namespace
}  // namespace tasksched::daemon
