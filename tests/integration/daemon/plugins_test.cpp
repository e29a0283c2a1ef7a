// Types that plugins bring, from `schedule` to `runs`.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/integration/daemon/installed_plugin.h"
#include "tests/integration/daemon/store_view.h"

namespace tasksched::support {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr const char* kNote =
    "help = 'note a text'\n[policies]\nbackoff = '1s..1s'\n[fields.text]\nrequired = true\n"
    "[fields.count]\ntype = 'integer'\ndefault = 3\n";

/// The words of a shell that keep what the plugin reads, a line an attempt.
std::string keep_input(const DaemonFixture& daemon) {
    return "cat >>" + daemon.home().file("input") + "\n";
}

std::vector<nlohmann::json> inputs(const DaemonFixture& daemon) {
    return json_lines(daemon.home().read("input"));
}

nlohmann::json newest(const DaemonFixture& daemon, const std::string& task) {
    return runs_of(daemon, task).front();
}

TEST(Plugin, IsHandedItsTaskAndItsOutputIsKept) {
    DaemonFixture daemon;
    use_plugins(daemon);
    install_plugin(daemon, "note", kNote,
                   keep_input(daemon) + "echo \"run $TASKSCHED_RUN_ID of $TASKSCHED_TASK_ID\"\n");
    daemon.start();
    const auto id = daemon.must({"schedule", "--in", "1s", "note", "--set", "text=a \"b\""});
    ASSERT_TRUE(eventually_runs(daemon, id, "succeeded", 1));
    const auto run = newest(daemon, id);
    EXPECT_EQ(run.at("type"), "note");
    EXPECT_EQ(run.at("exit_code"), 0);
    const auto read = inputs(daemon);
    ASSERT_EQ(read.size(), 1U);
    EXPECT_EQ(read[0].at("type"), "note");
    EXPECT_EQ(std::to_string(read[0].at("task_id").get<int>()), id);
    EXPECT_EQ(read[0].at("run_id"), run.at("run_id"));
    EXPECT_EQ(read[0].at("attempt"), 1);
    EXPECT_EQ(read[0].at("scheduled_for"), run.at("scheduled_for"));
    EXPECT_THAT(read[0].at("idempotency_key").get<std::string>(), StartsWith(id + "-"));
    EXPECT_EQ(read[0].at("fields"), (nlohmann::json{{"text", "a \"b\""}, {"count", 3}}));
    const std::string number = std::to_string(run.at("run_id").get<int>());
    EXPECT_EQ(daemon.must({"logs", number}), "run " + number + " of " + id);
}

TEST(Plugin, IsFoundWithoutAReloadOfTheDaemon) {
    DaemonFixture daemon;
    use_plugins(daemon);
    daemon.start();
    install_plugin(daemon, "note", kNote, keep_input(daemon));
    const auto id = daemon.must({"schedule", "--in", "1h", "note", "--set", "text=x"});
    daemon.must({"run", id});
    ASSERT_TRUE(eventually_runs(daemon, id, "succeeded", 1));
    EXPECT_EQ(inputs(daemon).at(0).at("scheduled_for"), nullptr);
}

TEST(Plugin, IsTriedAgainAt75And69WithTheSameKeyAndNotOtherwise) {
    DaemonFixture daemon;
    use_plugins(daemon);
    install_plugin(
        daemon, "note", std::string(kNote) + "[exit_codes.22]\nhelp = 'the text was refused'\n",
        keep_input(daemon) + "set -- 75 69 22 0; shift $((TASKSCHED_ATTEMPT - 1)); exit $1\n");
    daemon.start();
    const auto id = daemon.must({"schedule", "--in", "1s", "note", "--set", "text=x"});
    ASSERT_TRUE(eventually_runs(daemon, id, "failed", 1));
    const auto run = newest(daemon, id);
    EXPECT_EQ(run.at("attempt"), 3) << "75 and 69 are tried again, 22 is not";
    EXPECT_EQ(run.at("exit_code"), 22);
    EXPECT_EQ(run.at("detail"), "exit status 22: the text was refused");
    const auto read = inputs(daemon);
    ASSERT_EQ(read.size(), 3U);
    EXPECT_EQ(read[2].at("attempt"), 3);
    EXPECT_EQ(read[0].at("idempotency_key"), read[2].at("idempotency_key"));
}

TEST(Plugin, IsEndedAtItsTimeoutAndWhenItIsKilled) {
    DaemonFixture daemon;
    use_plugins(daemon);
    install_plugin(daemon, "note", std::string(kNote), "exec sleep 600\n");
    daemon.start();
    const auto id = daemon.must(
        {"schedule", "--in", "1h", "--timeout", "1s", "--retries", "0", "note", "--set", "text=x"});
    daemon.must({"run", id});
    ASSERT_TRUE(eventually_runs(daemon, id, "failed", 1));
    EXPECT_EQ(newest(daemon, id).at("reason"), "timeout");
    daemon.must({"update", id, "--timeout", "none"});
    daemon.must({"run", id});
    ASSERT_TRUE(eventually_runs(daemon, id, "running", 1));
    daemon.must({"kill", newest_run_of(daemon, id)});
    ASSERT_TRUE(eventually_runs(daemon, id, "cancelled", 1));
}

TEST(Plugin, ThatIsBrokenIsNamedEverywhereAndStopsNoOther) {
    DaemonFixture daemon;
    use_plugins(daemon);
    install_plugin(daemon, "note", kNote, keep_input(daemon));
    install_plugin(daemon, "bad", "help = 'x'\n[fields.text]\ntype = 'string'\n", "exit 0\n");
    daemon.start();
    const std::string why = daemon.home().file("plugins/bad.toml") +
                            ":3: fields.text.type: 'string' is not one of text, ";
    EXPECT_THAT(daemon.log(), HasSubstr(why));
    for (const std::vector<std::string>& words :
         {std::vector<std::string>{"config", "check"},
          {"types", "bad"},
          {"help", "bad"},
          {"schedule", "--in", "1s", "bad", "--set", "text=x"}}) {
        const auto refused = daemon.tasksched(words);
        EXPECT_EQ(refused.exit_code, 2) << words[0];
        EXPECT_THAT(refused.err, StartsWith("tasksched: " + why)) << words[0];
    }
    const auto types = daemon.tasksched({"types"});
    EXPECT_EQ(types.exit_code, 0);
    EXPECT_THAT(types.out, HasSubstr("note\tnote a text\n"));
    EXPECT_THAT(types.err, HasSubstr(why));
    const auto id = daemon.must({"schedule", "--in", "1s", "note", "--set", "text=x"});
    ASSERT_TRUE(eventually_runs(daemon, id, "succeeded", 1));
}

TEST(Plugin, ThatIsGoneIsWaitedForAndThenTheRunGoesOn) {
    DaemonFixture daemon;
    use_plugins(daemon);
    install_plugin(daemon, "note", kNote, keep_input(daemon));
    daemon.start();
    const auto id = daemon.must({"schedule", "--in", "1h", "--retries", "0", "--backoff", "1s..1s",
                                 "note", "--set", "text=x"});
    ASSERT_EQ(::unlink(daemon.home().file("plugins/note.toml").c_str()), 0);
    daemon.must({"run", id});
    ASSERT_TRUE(eventually_runs(daemon, id, "waiting", 1));
    EXPECT_THAT(newest(daemon, id).at("detail").get<std::string>(),
                StartsWith("there is no plugin of the name 'note' in "));
    EXPECT_THAT(daemon.must({"show", id}), HasSubstr("text=x count=3"));
    daemon.must({"update", id, "--priority", "5"});
    install_plugin(daemon, "note", kNote, keep_input(daemon));
    ASSERT_TRUE(eventually_runs(daemon, id, "succeeded", 1));
}

TEST(Plugin, ThatStaysAwayFailsItsRunsWithTheReason) {
    DaemonFixture daemon;
    use_plugins(daemon);
    install_plugin(daemon, "note", kNote, keep_input(daemon));
    daemon.start();
    const auto id = daemon.must({"schedule", "--in", "1h", "--retries", "0", "--backoff", "1s..1s",
                                 "note", "--set", "text=x"});
    ASSERT_EQ(::unlink(daemon.home().file("plugins/note").c_str()), 0);
    daemon.must({"run", id});
    ASSERT_TRUE(
        eventually([&] { return count_runs(daemon, id, "failed") == 1; }, std::chrono::minutes(2)));
    const auto run = newest(daemon, id);
    EXPECT_EQ(run.at("reason"), "not-started");
    EXPECT_EQ(run.at("attempt"), 11);
    EXPECT_THAT(run.at("detail").get<std::string>(),
                HasSubstr("plugins/note': No such file or directory"));
}

TEST(Plugin, WhoseManifestChangedRunsWhatItAllowsAndRefusesTheRest) {
    DaemonFixture daemon;
    use_plugins(daemon);
    install_plugin(daemon, "note", kNote, keep_input(daemon));
    daemon.start();
    const auto id = daemon.must({"schedule", "--in", "1h", "note", "--set", "text=x"});
    install_plugin(daemon, "note", std::string(kNote) + "[fields.tone]\ndefault = 'low'\n",
                   keep_input(daemon));
    daemon.must({"run", id});
    ASSERT_TRUE(eventually_runs(daemon, id, "succeeded", 1));
    EXPECT_EQ(inputs(daemon).at(0).at("fields").at("tone"), "low");
    install_plugin(daemon, "note", std::string(kNote) + "[fields.to]\nrequired = true\n",
                   keep_input(daemon));
    daemon.must({"run", id});
    ASSERT_TRUE(eventually_runs(daemon, id, "failed", 1));
    EXPECT_EQ(newest(daemon, id).at("attempt"), 1) << "it would fail again";
    EXPECT_EQ(newest(daemon, id).at("detail"),
              "the plugin has changed: note needs its field 'to': give --set to=VALUE, a text; "
              "update the task");
    daemon.must({"update", id, "--set", "to=ada"});
    daemon.must({"run", id});
    ASSERT_TRUE(eventually_runs(daemon, id, "succeeded", 2));
    EXPECT_EQ(inputs(daemon).at(1).at("fields").at("to"), "ada");
}

TEST(Plugin, IsToldASecretOnItsStandardInputAndNowhereElse) {
    DaemonFixture daemon;
    const std::string secret = daemon.home().write("secrets/token", "hunter2-4711\n");
    ASSERT_EQ(::chmod(secret.c_str(), 0600), 0);
    use_plugins(daemon, "[daemon]\nlog_level = \"debug\"\n[http]\nsecrets = \"" +
                            daemon.home().file("secrets") + "\"\n");
    install_plugin(daemon, "note", std::string(kNote) + "[fields.key]\ntype = 'secret'\n",
                   "read -r line; case $line in *hunter2-4711*) ;; *) exit 1 ;; esac\n"
                   "tr '\\0' '\\n' </proc/self/environ; tr '\\0' ' ' </proc/$$/cmdline\n");
    daemon.start();
    const auto id =
        daemon.must({"schedule", "--in", "1s", "note", "--set", "text=x", "--set", "key=token"});
    ASSERT_TRUE(eventually_runs(daemon, id, "succeeded", 1));
    const std::string output = daemon.must({"logs", newest_run_of(daemon, id)});
    EXPECT_THAT(output, HasSubstr("TASKSCHED_KEY="));
    for (const std::string& text :
         {output, daemon.log(), daemon.must({"show", id}), daemon.must({"--json", "show", id}),
          daemon.must({"--json", "runs", id}), daemon.must({"config", "show"}),
          daemon.home().read("tasks.db"), daemon.home().read("tasks.db-wal")}) {
        EXPECT_EQ(text.find("hunter2-4711"), std::string::npos) << text.substr(0, 2000);
    }
    EXPECT_THAT(daemon.must({"show", id}), HasSubstr("key=token"));
    ASSERT_EQ(::chmod(secret.c_str(), 0644), 0);
    daemon.must({"run", id});
    ASSERT_TRUE(eventually_runs(daemon, id, "waiting", 1));
    EXPECT_THAT(newest(daemon, id).at("detail").get<std::string>(),
                HasSubstr("the field 'key' names a secret that cannot be read: "));
}

TEST(Plugin, ThatRunsWhileTheDaemonIsKilledHasItsTrueEndAndRunsOnce) {
    DaemonFixture daemon;
    use_plugins(daemon);
    install_plugin(
        daemon, "note", std::string(kNote) + "[exit_codes.7]\nhelp = 'seven'\n",
        keep_input(daemon) + wait_for_file(daemon.home().file("go")) + "\necho over; exit 7\n");
    daemon.start();
    const auto id = daemon.must({"schedule", "--in", "1h", "note", "--set", "text=x"});
    const auto command = daemon.must({"schedule", "--in", "1h", "--shell",
                                      wait_for_file(daemon.home().file("go")) + "; exit 8"});
    daemon.must({"run", id});
    daemon.must({"run", command});
    ASSERT_TRUE(eventually([&] { return inputs(daemon).size() == 1; }));
    ASSERT_TRUE(eventually_runs(daemon, command, "running", 1));
    daemon.kill();
    daemon.start();
    EXPECT_EQ(newest(daemon, id).at("state"), "running") << "adopted, and not begun again";
    daemon.kill();
    daemon.home().write("go", "");
    daemon.start();
    ASSERT_TRUE(eventually_runs(daemon, id, "failed", 1));
    ASSERT_TRUE(eventually_runs(daemon, command, "failed", 1));
    EXPECT_EQ(newest(daemon, id).at("exit_code"), 7);
    EXPECT_EQ(newest(daemon, id).at("detail"), "exit status 7: seven");
    EXPECT_EQ(newest(daemon, id).at("attempt"), 1);
    EXPECT_EQ(newest(daemon, command).at("exit_code"), 8);
    EXPECT_EQ(inputs(daemon).size(), 1U);
    EXPECT_EQ(daemon.must({"logs", newest_run_of(daemon, id)}), "over");
}

TEST(Plugin, WhoseRunsAreQueuedWhileNoDaemonRunsIsStartedByTheNext) {
    DaemonFixture daemon;
    use_plugins(daemon);
    install_plugin(daemon, "note", kNote, keep_input(daemon));
    daemon.start();
    const auto id = daemon.must({"schedule", "--in", "1h", "note", "--set", "text=x"});
    daemon.stop();
    daemon.must({"run", id});
    daemon.start();
    ASSERT_TRUE(eventually_runs(daemon, id, "succeeded", 1));
}

TEST(Plugin, IsRehearsedAsItWouldRun) {
    DaemonFixture daemon;
    use_plugins(daemon);
    install_plugin(daemon, "note", kNote, "cat; exit 5\n");
    const auto id = daemon.must({"schedule", "--in", "1h", "note", "--set", "text=x"});
    const auto rehearsed = daemon.tasksched({"rehearse", "--quiet", id});
    EXPECT_EQ(rehearsed.exit_code, 5);
    EXPECT_EQ(nlohmann::json::parse(rehearsed.out).at("fields").at("text"), "x");
    EXPECT_EQ(daemon.must({"runs", id}), "");
}

}  // namespace
}  // namespace tasksched::support
