// Rehearsals with the real programs: as the daemon would run the command, and nothing is stored.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <vector>

#include "common/base/text.h"
#include "tests/integration/daemon/store_view.h"

namespace tasksched::support {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

std::string task_of(const DaemonFixture& daemon, std::vector<std::string> options) {
    std::vector<std::string> words{"schedule", "--in", "1h"};
    words.insert(words.end(), options.begin(), options.end());
    return daemon.must(std::move(words));
}

/// The lines of a text but for those that tell one run from another one.
std::vector<std::string> surroundings_in(const std::string& text) {
    std::vector<std::string> lines;
    for (const std::string_view line : base::split(base::trim(text), '\n')) {
        const bool is_own =
            line.starts_with("TASKSCHED_RUN_ID=") || line.starts_with("TASKSCHED_KEY=") ||
            line.starts_with("TASKSCHED_INSTANCE=") || line.starts_with("TASKSCHED_ATTEMPT=");
        if (!is_own) {
            lines.emplace_back(line);
        }
    }
    return lines;
}

TEST(Rehearsal, ExitsAsTheCommandAndPassesOnBothStreams) {
    const DaemonFixture daemon;
    const auto id = task_of(daemon, {"--shell", "echo out; echo err >&2; exit 7"});
    const auto result = daemon.tasksched({"rehearse", "--quiet", id});
    EXPECT_EQ(result.exit_code, 7);
    EXPECT_EQ(result.out, "out\n");
    EXPECT_EQ(result.err, "err\n");
}

TEST(Rehearsal, StoresNothing) {
    DaemonFixture daemon;
    daemon.start();
    const auto id = task_of(daemon, {"--", "/bin/true"});
    const std::string before = daemon.must({"--json", "show", id});
    EXPECT_EQ(daemon.tasksched({"rehearse", id}).exit_code, 0);
    EXPECT_EQ(daemon.must({"--json", "show", id}), before);
    EXPECT_TRUE(runs_of(daemon, id).empty());
}

TEST(Rehearsal, FindsWhatARunFinds) {
    DaemonFixture daemon;
    daemon.configure("[limits]\nopen_files = 200\ncpu_time = \"1h\"\n");
    daemon.start();
    const auto id =
        task_of(daemon, {"--env", "COLOUR=blue", "--umask", "027", "--nice", "3", "--memory", "1G",
                         "--stdin", "from the task\n", "--shell",
                         "env | sort; umask; nice; pwd; cat /proc/self/limits; cat; "
                         "ps -o tty= -p $$ 2>/dev/null; readlink /proc/self/fd/1 | cut -d: -f1"});
    auto spec = daemon.tasksched_spec({"rehearse", "--quiet", id});
    spec.environment["LD_BIND_NOW"] = "1";
    spec.environment["COLOUR"] = "red";
    spec.directory = "/";
    const auto rehearsed = run(spec);
    EXPECT_EQ(rehearsed.exit_code, 0) << rehearsed.err;
    EXPECT_EQ(daemon.tasksched({"run", "--wait", id}).exit_code, 0);
    const std::string output = daemon.must({"logs", newest_run_of(daemon, id)});
    EXPECT_THAT(output, HasSubstr("COLOUR=blue\n"));
    EXPECT_THAT(output, HasSubstr("from the task"));
    EXPECT_EQ(surroundings_in(rehearsed.out), surroundings_in(output));
    EXPECT_THAT(rehearsed.out, HasSubstr("TASKSCHED_RUN_ID=0\n"));
    EXPECT_THAT(rehearsed.out, HasSubstr("TASKSCHED_KEY=" + id + "-rehearsal-"));
}

TEST(Rehearsal, ListsWhatDiffersFromItsCaller) {
    DaemonFixture daemon;
    daemon.start();
    const auto id = task_of(daemon, {"--env", "COLOUR=blue", "--umask", "077", "--open-files", "99",
                                     "--", "/bin/true"});
    auto spec = daemon.tasksched_spec({"rehearse", id});
    spec.environment["COLOUR"] = "red";
    spec.environment["ONLY_HERE"] = "a\033[31mb";
    spec.environment["DB_PASSWORD"] = "hunter2";
    spec.environment["PATH"] = "/bin:/here";
    spec.directory = "/";
    const auto result = run(spec);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_EQ(result.out, "");
    EXPECT_THAT(result.err, HasSubstr("~ COLOUR=blue (here: red)\n"));
    EXPECT_THAT(result.err, HasSubstr("- ONLY_HERE=a\\x1B[31mb\n"));
    EXPECT_THAT(result.err, HasSubstr("~ PATH=/usr/local/bin:/usr/bin:/bin (here: /bin:/here)\n"));
    EXPECT_THAT(result.err, HasSubstr("+ TASKSCHED_TASK_ID=" + id + "\n"));
    EXPECT_THAT(result.err, HasSubstr("~ umask: 077 (here: "));
    EXPECT_THAT(result.err, HasSubstr("~ limit of open files: 99 (here: "));
    EXPECT_THAT(result.err, ContainsRegex("~ directory: [^ ]+ \\(here: /\\)\n"));
    EXPECT_THAT(result.err, HasSubstr("- DB_PASSWORD=(not shown)\n"));
    EXPECT_THAT(result.err, Not(HasSubstr("hunter2")));
}

TEST(Rehearsal, ListsItAsJsonToo) {
    DaemonFixture daemon;
    daemon.start();
    const auto id = task_of(daemon, {"--umask", "077", "--", "/bin/true"});
    auto spec = daemon.tasksched_spec({"--json", "rehearse", id});
    spec.environment["ONLY_HERE"] = "x";
    const auto lines = json_lines(run(spec).err);
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_EQ(lines[0].at("task_id"), std::stoi(id));
    EXPECT_EQ(lines[0].at("daemon_running"), true);
    EXPECT_EQ(lines[0].at("not_taken_over"), nlohmann::json::array());
    const auto& all = lines[0].at("differences");
    const auto has = [&all](const nlohmann::json& wanted) {
        return std::find(all.begin(), all.end(), wanted) != all.end();
    };
    EXPECT_TRUE(
        has({{"kind", "variable"}, {"name", "ONLY_HERE"}, {"here", "x"}, {"there", nullptr}}))
        << lines[0];
    EXPECT_TRUE(std::any_of(all.begin(), all.end(), [](const auto& one) {
        return one.at("name") == "umask" && one.at("there") == "077";
    })) << lines[0];
}

TEST(Rehearsal, SaysWhereItsCallerIsHeldStricterThanTheDaemon) {
    if (::geteuid() == 0) {
        GTEST_SKIP() << "root may raise every limit";
    }
    DaemonFixture daemon;
    daemon.start();
    const auto id = task_of(daemon, {"--cwd", "/", "--shell", "ulimit -Hn"});
    ProcessSpec spec = daemon.tasksched_spec({"rehearse", id});
    std::vector<std::string> words{"-c", "ulimit -n 200; exec \"$@\"", "sh", spec.program};
    words.insert(words.end(), spec.arguments.begin(), spec.arguments.end());
    spec.program = "/bin/sh";
    spec.arguments = words;
    const auto result = run(spec);
    EXPECT_EQ(result.out, "200\n");
    EXPECT_THAT(result.err, HasSubstr("stricter here than for the daemon"));
    EXPECT_THAT(result.err, HasSubstr("limit of open files"));
}

TEST(Rehearsal, SaysThatNoDaemonRuns) {
    const DaemonFixture daemon;
    const auto id = task_of(daemon, {"--", "/bin/true"});
    const auto result = daemon.tasksched({"rehearse", id});
    EXPECT_EQ(result.exit_code, 0);
    EXPECT_THAT(result.err, HasSubstr("tasksched: no daemon is running for this store"));
    const auto told = json_lines(daemon.tasksched({"--json", "rehearse", id}).err);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].at("daemon_running"), false);
}

TEST(Rehearsal, ExitsWith128AndTheSignal) {
    const DaemonFixture daemon;
    const auto id = task_of(daemon, {"--shell", "kill -KILL $$"});
    const auto result = daemon.tasksched({"rehearse", "--quiet", id});
    EXPECT_EQ(result.exit_code, 137);
    EXPECT_EQ(result.err, "tasksched: ended by signal 9 (Killed)\n");
}

TEST(Rehearsal, HeedsTheTimeoutOfTheTask) {
    const DaemonFixture daemon;
    const auto id = task_of(daemon, {"--timeout", "1s", "--", "/bin/sleep", "1000"});
    const auto result = daemon.tasksched({"rehearse", "--quiet", id});
    EXPECT_EQ(result.exit_code, 143);
    EXPECT_THAT(result.err, HasSubstr("it took longer than its timeout of 1s\n"));
}

TEST(Rehearsal, KillsWhatOutlivesTheGrace) {
    DaemonFixture daemon;
    daemon.configure("[daemon]\nkill_grace = \"1s\"\n");
    const auto id =
        task_of(daemon, {"--timeout", "1s", "--shell", "trap '' TERM; while :; do sleep 1; done"});
    const auto result = daemon.tasksched({"rehearse", "--quiet", id});
    EXPECT_EQ(result.exit_code, 137);
    EXPECT_THAT(result.err, HasSubstr("SIGKILL was needed 1s after SIGTERM\n"));
}

TEST(Rehearsal, EndsItsWholeGroupAtAnInterrupt) {
    const DaemonFixture daemon;
    const auto told = daemon.home().file("told");
    const auto id = task_of(
        daemon, {"--shell", "(trap 'echo member >" + told +
                                "; exit' TERM; echo ready; while :; do sleep 0.05; done) & wait; "
                                "echo not reached"});
    Process rehearsal(daemon.tasksched_spec({"rehearse", "--quiet", id}));
    ASSERT_TRUE(eventually([&] { return !rehearsal.out().empty(); }));
    rehearsal.signal(SIGINT);
    const auto result = rehearsal.wait();
    EXPECT_EQ(result.exit_code, 143);
    EXPECT_THAT(result.out, Not(HasSubstr("not reached")));
    EXPECT_EQ(daemon.home().read("told"), "member\n") << "by SIGTERM, before anything else";
}

TEST(Rehearsal, EndsAtOnceAtASecondInterrupt) {
    const DaemonFixture daemon;
    const auto id = task_of(
        daemon, {"--shell", "trap 'echo told' TERM; echo ready; while :; do sleep 0.05; done"});
    Process rehearsal(daemon.tasksched_spec({"rehearse", "--quiet", id}));
    ASSERT_TRUE(eventually([&] { return rehearsal.out() == "ready\n"; }));
    rehearsal.signal(SIGINT);
    ASSERT_TRUE(eventually([&] { return rehearsal.out() == "ready\ntold\n"; }));
    rehearsal.signal(SIGINT);
    EXPECT_EQ(rehearsal.wait().exit_code, 137);
}

TEST(Rehearsal, PassesOnOutputAsItComesAndAllOfIt) {
    const DaemonFixture daemon;
    const auto go = daemon.home().file("go");
    const auto id = task_of(
        daemon, {"--shell", "echo begun; " + wait_for_file(go) + "; head -c 3000000 /dev/zero"});
    Process rehearsal(daemon.tasksched_spec({"rehearse", "--quiet", id}));
    ASSERT_TRUE(eventually([&] { return rehearsal.out() == "begun\n"; }));
    daemon.home().write("go", "");
    EXPECT_EQ(rehearsal.wait().out.size(), 3'000'006U);
}

TEST(Rehearsal, DoesNotWaitForWhatTheCommandLeavesBehind) {
    const DaemonFixture daemon;
    const auto id = task_of(daemon, {"--shell", "sleep 1000 & echo $!"});
    const auto result = daemon.tasksched({"rehearse", "--quiet", id});
    EXPECT_EQ(result.exit_code, 0);
    EXPECT_EQ(::kill(std::stoi(result.out), SIGKILL), 0) << "it goes on";
}

TEST(Rehearsal, TellsWhyNothingStarted) {
    const DaemonFixture daemon;
    const auto id = task_of(daemon, {"--", "/no/such/program"});
    const auto result = daemon.tasksched({"rehearse", "--quiet", id});
    EXPECT_EQ(result.exit_code, 1);
    EXPECT_EQ(result.err, "tasksched: cannot run '/no/such/program': No such file or directory\n");
    EXPECT_EQ(daemon.tasksched({"rehearse", "nobody"}).exit_code, 3);
}

TEST(Rehearsal, IsForTheUserOfTheDaemonAlone) {
    if (::geteuid() != 0) {
        GTEST_SKIP() << "a store of somebody else can be made by root alone";
    }
    const DaemonFixture daemon;
    const auto id = task_of(daemon, {"--shell", "touch " + daemon.home().file("mark")});
    ASSERT_EQ(::chown(daemon.store_path().c_str(), 65534, 65534), 0);
    const auto result = daemon.tasksched({"rehearse", id});
    EXPECT_EQ(result.exit_code, 4) << result.err;
    EXPECT_THAT(result.err, HasSubstr("belongs to user 65534"));
    EXPECT_NE(::access(daemon.home().file("mark").c_str(), F_OK), 0);
}

}  // namespace
}  // namespace tasksched::support
