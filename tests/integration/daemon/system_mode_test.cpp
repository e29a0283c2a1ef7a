// One machine, many users: they ask the system's daemon at its socket, and see and touch their own
// tasks alone.

#include "tests/integration/daemon/system_mode.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

namespace tasksched {
namespace {

using support::ProcessResult;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

TEST_F(SystemMode, AUserSchedulesLooksAndChangesOverTheSocket) {
    const std::string id =
        must(kAnn, {"schedule", "--every", "1h", "--name", "tea", "--", "/bin/echo", "hi"});
    EXPECT_THAT(must(kAnn, {"list"}), HasSubstr("tea"));
    const auto task = nlohmann::json::parse(must(kAnn, {"--json", "show", "tea"}));
    EXPECT_EQ(task.at("user_id"), kAnn);
    EXPECT_EQ(task.at("task_id"), std::stoll(id));
    EXPECT_EQ(must(kAnn, {"schedule", "--replace", "--name", "tea", "--every", "2h", "--",
                          "/bin/echo", "ho"}),
              id);
    must(kAnn, {"update", "tea", "--priority", "5"});
    EXPECT_THAT(must(kAnn, {"update", "--diff", "tea", "--every", "3h"}), HasSubstr("->"));
    must(kAnn, {"pause", "tea"});
    EXPECT_THAT(must(kAnn, {"list", "--state", "paused"}), HasSubstr("tea"));
    must(kAnn, {"resume", "tea"});
    EXPECT_THAT(must(kAnn, {"next", "tea", "--count", "2"}), HasSubstr("\n"));
    must(kAnn, {"why", "tea"});
    EXPECT_THAT(must(kAnn, {"list", "--due-within", "3h"}), HasSubstr("tea"));
    must(kAnn, {"cancel", "tea"});
    EXPECT_THAT(must(kAnn, {"list"}), Not(HasSubstr("tea")));
}

TEST_F(SystemMode, ACommandRunsAsItsUserAndNothingElse) {
    must(kAnn, {"schedule", "--every", "1h", "--name", "who", "--cwd", "/", "--shell",
                "id -u; id -g; id -G; echo $USER $HOME; echo err >/dev/stderr; "
                "ls /proc/self/fd | wc -l; grep ^CapEff /proc/self/status; umask"});
    const std::string run = must(kAnn, {"run", "--wait", "who"});
    const passwd* ann = ::getpwnam(kAnn);
    EXPECT_EQ(must(kAnn, {"logs", run}),
              fmt::format("{}\n{}\n{}\n{} {}\nerr\n4\nCapEff:\t0000000000000000\n0022", ann->pw_uid,
                          ann->pw_gid, ann->pw_gid, kAnn, ann->pw_dir));
    EXPECT_THAT(must(kAnn, {"runs", "who"}), HasSubstr("succeeded"));
    // A niceness below 0 is root's to give.
    must(kAnn, {"update", "who", "--nice", "-5"});
    const ProcessResult refused = as(kAnn, {"run", "--wait", "who"});
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_THAT(refused.err, HasSubstr("cannot set the niceness"));
}

TEST_F(SystemMode, TasksComeDueAndOutputIsFollowed) {
    must(kAnn, {"schedule", "--in", "1s", "--name", "soon", "--cwd", "/", "--shell",
                "echo begun; sleep 1; echo over"});
    std::string run;
    ASSERT_TRUE(support::eventually([&] {
        const auto runs = must(kAnn, {"--json", "runs", "soon"});
        run = runs.empty() ? "" : nlohmann::json::parse(runs).at("run_id").dump();
        return !run.empty();
    }));
    EXPECT_EQ(as(kBob, {"logs", "--follow", run}).exit_code, 4);
    EXPECT_EQ(must(kAnn, {"logs", "--follow", run}), "begun\nover");
}

TEST_F(SystemMode, KillsRetriesAndResolves) {
    must(kAnn,
         {"schedule", "--every", "1h", "--name", "long", "--cwd", "/", "--shell", "sleep 1000"});
    const std::string run = must(kAnn, {"run", "long"});
    const auto state = [&] {
        return nlohmann::json::parse(must(kAnn, {"--json", "runs", "long"})).at("state");
    };
    ASSERT_TRUE(support::eventually([&] { return state() == "running"; }));
    EXPECT_EQ(as(kBob, {"kill", run}).exit_code, 4);
    must(kAnn, {"kill", run});
    ASSERT_TRUE(support::eventually([&] { return state() == "cancelled"; }));
    must(kAnn, {"retry", run});
    ASSERT_TRUE(support::eventually([&] { return state() == "running"; }));
    EXPECT_EQ(as(kAnn, {"resolve", run, "--failed"}).exit_code, 2);  // it is not unknown
    must(kAnn, {"cancel", "--kill", "long"});
    ASSERT_TRUE(support::eventually([&] { return state() == "cancelled"; }));
}

TEST_F(SystemMode, NobodySeesOrTouchesTheTasksOfOthers) {
    const std::string canary = "canary_7f3a";
    const std::string id = must(kAnn, {"schedule", "--every", "1h", "--name", canary, "--cwd", "/",
                                       "--", "/bin/echo", canary});
    const std::string run = must(kAnn, {"run", "--wait", id});
    const std::string before = must(kAnn, {"--json", "show", id});
    const std::vector<std::vector<std::string>> attempts{
        {"show", id},
        {"cancel", id},
        {"cancel", "--kill", id},
        {"pause", id},
        {"resume", id},
        {"update", id, "--priority", "9"},
        {"update", "--diff", id, "--every", "5m"},
        {"run", id},
        {"why", id},
        {"next", id},
        {"runs", id},
        {"logs", run},
        {"logs", "--follow", run},
        {"kill", run},
        {"retry", run},
        {"resolve", run, "--failed"},
        {"missed", id},
        {"--user", kAnn, "list"},
        {"--user", kAnn, "runs"},
        {"--user", kAnn, "update", "--all", "--priority", "9"},
        {"--user", kAnn, "schedule", "--in", "1h", "--", "/bin/true"},
        {"--user", "root", "schedule", "--in", "1h", "--", "/bin/true"}};
    for (const std::vector<std::string>& attempt : attempts) {
        const ProcessResult result = as(kBob, attempt);
        EXPECT_EQ(result.exit_code, 4) << testing::PrintToString(attempt) << ": " << result.err;
        EXPECT_THAT(result.out + result.err, Not(HasSubstr(canary)));
    }
    for (const std::vector<std::string>& look :
         {std::vector<std::string>{"list", "--all"}, {"runs"}, {"missed"}, {"next", "--all"}}) {
        EXPECT_THAT(as(kBob, look).out, Not(HasSubstr(canary))) << look.at(0);
    }
    EXPECT_EQ(as(kBob, {"show", canary}).exit_code, 3);  // a name is of the user's own tasks
    const auto status = as(kBob, {"--json", "status"});
    EXPECT_THAT(status.out, Not(HasSubstr(kAnn))) << status.err;
    EXPECT_EQ(must(kAnn, {"--json", "show", id}), before);
}

TEST_F(SystemMode, TheStoreIsClosedToUsers) {
    must(kAnn, {"schedule", "--every", "1h", "--name", "tea", "--", "/bin/true"});
    const ProcessResult opened = as(kAnn, {"--store", daemon_.store_url(), "list"});
    EXPECT_NE(opened.exit_code, 0);
    EXPECT_THAT(opened.out, IsEmpty());
    const ProcessResult queried = as(kAnn, {"query", "select * from tasks"});
    EXPECT_EQ(queried.exit_code, 1);
    EXPECT_THAT(queried.err, HasSubstr("the system's daemon"));
    const ProcessResult rehearsed = as(kAnn, {"schedule", "--dry-run", "--in", "1h", "--", "x"});
    EXPECT_EQ(rehearsed.exit_code, 1);
    EXPECT_THAT(rehearsed.err, HasSubstr("--dry-run"));
}

TEST_F(SystemMode, OperatorsActForAllButNothingRunsAsRoot) {
    must(kAnn, {"schedule", "--every", "1h", "--name", "tea", "--cwd", "/", "--", "/bin/true"});
    const ::group* adm = ::getgrnam("adm");
    ASSERT_NE(adm, nullptr);
    const std::string groups = std::to_string(adm->gr_gid);
    const auto as_operator = [&](const std::vector<std::string>& arguments) {
        return support::run(spec_of(kBob, arguments, {}, groups));
    };
    EXPECT_THAT(as_operator({"--user", kAnn, "list"}).out, HasSubstr("tea"));
    EXPECT_EQ(as_operator({"--user", kAnn, "cancel", "tea"}).exit_code, 0);
    EXPECT_THAT(daemon_.must({"--user", kAnn, "list", "--all"}), HasSubstr("tea"));
    const std::string marker = open_.file("was_root");
    ASSERT_EQ(as_operator({"--user", "root", "schedule", "--every", "1h", "--name", "trap",
                           "--shell", "touch " + marker})
                  .exit_code,
              0);
    const ProcessResult run = as_operator({"--user", "root", "run", "--wait", "trap"});
    EXPECT_EQ(run.exit_code, 1);
    EXPECT_THAT(run.err, HasSubstr("runs nothing as root"));
    EXPECT_FALSE(std::filesystem::exists(marker));
}

TEST_F(SystemMode, WhatIsNoCommandIsNotDoneAsTheDaemon) {
    must(kAnn, {"schedule", "--every", "1h", "--name", "report", "report", "--to", "a@example.org",
                "--", "/usr/bin/id"});
    const ProcessResult run = as(kAnn, {"run", "--wait", "report"});
    EXPECT_EQ(run.exit_code, 1);
    EXPECT_THAT(run.err, HasSubstr("no tasks of type 'report'"));
}

TEST_F(SystemMode, ABatchIsStoredAsAWholeOrNotAtAll) {
    std::string lines;
    for (int i = 0; i < 3000; ++i) {
        lines += fmt::format(
            "{{\"every\":\"1h\",\"name\":\"task {}\",\"words\":[\"/bin/true\",\"{}\"]}}\n", i,
            std::string(300, 'x'));
    }
    const std::string ids = must(kAnn, {"schedule", "--batch", "-"}, lines);
    EXPECT_EQ(std::count(ids.begin(), ids.end(), '\n'), 2999);
    const std::string all = must(kAnn, {"list"});
    EXPECT_EQ(std::count(all.begin(), all.end(), '\n') + 1, 3000);
    const ProcessResult again =
        as(kAnn, {"schedule", "--batch", "-"},
           "{\"every\":\"1h\",\"name\":\"new\",\"words\":[\"/bin/true\"]}\n"
           "{\"every\":\"1h\",\"name\":\"task 7\",\"words\":[\"/bin/true\"]}\n");
    EXPECT_EQ(again.exit_code, 2);
    EXPECT_THAT(again.err, HasSubstr("line 2: "));
    EXPECT_EQ(as(kAnn, {"show", "new"}).exit_code, 3);
}

TEST_F(SystemMode, SaysThatTheDaemonIsNotRunning) {
    EXPECT_THAT(must(kAnn, {"status"}), HasSubstr("healthy"));
    daemon_.stop();
    for (const std::vector<std::string>& verb :
         {std::vector<std::string>{"list"}, {"schedule", "--in", "1h", "--", "/bin/true"}}) {
        const ProcessResult result = as(kAnn, verb);
        EXPECT_EQ(result.exit_code, 75);
        EXPECT_THAT(result.err, HasSubstr("the system's daemon is not running"));
    }
    EXPECT_EQ(as(kAnn, {"status"}).exit_code, 1);
}

TEST_F(SystemMode, AnotherUsersPersonalDaemonStaysClosed) {
    support::DaemonFixture personal;
    personal.start();
    const std::string socket =
        ipc::runtime_paths(personal.store_path(), std::nullopt).gateway_socket;
    EXPECT_EQ(std::filesystem::status(socket).permissions(), std::filesystem::perms(0600));
    EXPECT_EQ(std::filesystem::status(socket_path()).permissions(), std::filesystem::perms(0666));
}

}  // namespace
}  // namespace tasksched
