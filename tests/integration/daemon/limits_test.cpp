// What commands may use, and what is recorded of their ends, with the real programs.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>

#include "common/base/file.h"
#include "common/base/text.h"
#include "tests/integration/daemon/store_view.h"

namespace tasksched::support {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;

/// Runs the task once and returns its run.
nlohmann::json run_once(const DaemonFixture& daemon, const std::string& task) {
    static_cast<void>(daemon.tasksched({"run", "--wait", task}));
    return runs_of(daemon, task).front();
}

/// What the newest run of the task wrote.
std::string output_of_newest(const DaemonFixture& daemon, const std::string& task) {
    return daemon.must({"logs", newest_run_of(daemon, task)});
}

const std::vector<std::string> kShowLimits{"--shell", "cat /proc/self/limits; umask; nice"};

std::string task_with(const DaemonFixture& daemon, std::vector<std::string> options) {
    std::vector<std::string> words{"schedule", "--in", "1h"};
    words.insert(words.end(), options.begin(), options.end());
    return daemon.must(std::move(words));
}

TEST(Limits, OfATaskHoldForItsCommand) {
    DaemonFixture daemon;
    daemon.start();
    const auto id =
        task_with(daemon, {"--memory", "256M", "--cpu-time", "90s", "--open-files", "128", "--nice",
                           "7", "--umask", "027", kShowLimits[0], kShowLimits[1]});
    EXPECT_EQ(run_once(daemon, id).at("state"), "succeeded");
    const std::string seen = output_of_newest(daemon, id);
    EXPECT_THAT(seen, ContainsRegex("Max data size +268435456 +268435456 "));
    EXPECT_THAT(seen, ContainsRegex("Max cpu time +90 "));
    EXPECT_THAT(seen, ContainsRegex("Max open files +128 +128 "));
    EXPECT_THAT(seen, ::testing::EndsWith("\n0027\n7"));
}

TEST(Limits, OfTheConfigurationHoldWhereATaskNamesNone) {
    DaemonFixture daemon;
    daemon.configure(
        "[limits]\nmemory = \"256M\"\ncpu_time = \"1m\"\nopen_files = 128\nnice = 3\n"
        "umask = \"077\"\n");
    daemon.start();
    const auto plain = task_with(daemon, {kShowLimits[0], kShowLimits[1]});
    run_once(daemon, plain);
    const std::string seen = output_of_newest(daemon, plain);
    EXPECT_THAT(seen, ContainsRegex("Max data size +268435456 "));
    EXPECT_THAT(seen, ContainsRegex("Max cpu time +60 "));
    EXPECT_THAT(seen, ContainsRegex("Max open files +128 "));
    EXPECT_THAT(seen, ::testing::EndsWith("\n0077\n3"));

    const auto own = task_with(daemon, {"--memory", "unlimited", "--cpu-time", "2m", "--umask",
                                        "022", kShowLimits[0], kShowLimits[1]});
    run_once(daemon, own);
    const std::string other = output_of_newest(daemon, own);
    EXPECT_THAT(other, ::testing::Not(ContainsRegex("Max data size +268435456 ")));
    EXPECT_THAT(other, ContainsRegex("Max cpu time +120 "));
    EXPECT_THAT(other, ContainsRegex("Max open files +128 "));
    EXPECT_THAT(other, ::testing::EndsWith("\n0022\n3"));
}

TEST(Limits, ThatChangeInTheConfigurationHoldAfterAReload) {
    DaemonFixture daemon;
    daemon.start();
    const auto id = task_with(daemon, {"--shell", "umask"});
    run_once(daemon, id);
    EXPECT_EQ(output_of_newest(daemon, id), "0022");
    daemon.stop();
    daemon.configure("[limits]\numask = \"077\"\n");
    daemon.start();
    daemon.configure("[limits]\numask = \"007\"\n");
    daemon.signal(SIGHUP);
    EXPECT_TRUE(eventually([&] {
        run_once(daemon, id);
        return output_of_newest(daemon, id) == "0007";
    }));
}

TEST(Limits, ChangeWithAnUpdate) {
    DaemonFixture daemon;
    daemon.start();
    const auto id = task_with(daemon, {"--umask", "077", "--nice", "5", "--shell", "umask; nice"});
    daemon.must({"update", id, "--umask", "000", "--nice", "none"});
    run_once(daemon, id);
    EXPECT_EQ(output_of_newest(daemon, id), "0000\n0");
}

TEST(Limits, OfCpuTimeAreTheReasonOfAFailure) {
    DaemonFixture daemon;
    daemon.start();
    const auto id = task_with(daemon, {"--cpu-time", "1s", "--shell", "while :; do :; done"});
    const auto run = run_once(daemon, id);
    EXPECT_EQ(run.at("state"), "failed");
    EXPECT_EQ(run.at("reason"), "cpu-time");
    EXPECT_EQ(run.at("detail"), "used more CPU time than its limit of 1s");
    EXPECT_GE(run.at("cpu_microseconds").get<std::int64_t>(), 500'000);
}

TEST(Limits, ThatCannotBeSetAreTheReasonWhyNothingStarted) {
    const auto text = base::read_file("/proc/sys/fs/nr_open", 100);
    const auto most = base::parse_integer(base::trim(text.value()));
    if (!most || *most >= 1'073'741'816) {
        GTEST_SKIP() << "this system allows as many open files as there can be";
    }
    DaemonFixture daemon;
    daemon.start();
    const auto id = task_with(daemon, {"--open-files", std::to_string(*most + 1), "--shell",
                                       "touch " + daemon.home().file("mark")});
    const auto run = run_once(daemon, id);
    EXPECT_EQ(run.at("state"), "failed");
    EXPECT_EQ(run.at("reason"), "not-started");
    EXPECT_THAT(run.at("detail").get<std::string>(),
                HasSubstr("cannot limit the open files to " + std::to_string(*most + 1)));
    EXPECT_FALSE(base::read_file(daemon.home().file("mark"), 1));
}

TEST(Ends, AreRecordedWithWhatTheyCost) {
    DaemonFixture daemon;
    daemon.start();
    const auto id =
        task_with(daemon, {"--", "/bin/dd", "if=/dev/zero", "of=/dev/null", "bs=64M", "count=1"});
    const auto run = run_once(daemon, id);
    EXPECT_GT(run.at("cpu_microseconds").get<std::int64_t>(), 0);
    EXPECT_GT(run.at("peak_memory_bytes").get<std::int64_t>(), std::int64_t{64} << 20);
    EXPECT_TRUE(run.at("core_dumped").is_null());
    const std::string line = daemon.must({"runs", id});
    EXPECT_THAT(line, ContainsRegex("\t[0-9]+\\.[0-9][0-9]s\t[0-9]+\\.[0-9]M$"));
    EXPECT_THAT(daemon.must({"show", id}), HasSubstr(line));
}

TEST(Ends, AreRecordedWithTheCoreDump) {
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_CORE, &before), 0);
    if (before.rlim_max == 0) {
        GTEST_SKIP() << "no core dump is allowed here";
    }
    const rlimit all{.rlim_cur = before.rlim_max, .rlim_max = before.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_CORE, &all), 0);
    DaemonFixture daemon;
    daemon.start();
    ASSERT_EQ(::setrlimit(RLIMIT_CORE, &before), 0);
    const auto id = task_with(daemon, {"--cwd", daemon.home().path(), "--shell", "kill -SEGV $$"});
    const auto run = run_once(daemon, id);
    EXPECT_EQ(run.at("signal"), SIGSEGV);
    EXPECT_EQ(run.at("core_dumped"), true);
    EXPECT_THAT(daemon.must({"runs", id}), HasSubstr(", core dumped\t"));
    const auto quiet = task_with(daemon, {"--shell", "kill -TERM $$"});
    EXPECT_EQ(run_once(daemon, quiet).at("core_dumped"), false);
}

}  // namespace
}  // namespace tasksched::support
