// The daemon in the background: what `tasksched daemon` does, and what becomes of relative paths
// once it has left the directory that they are meant from.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "tests/support/eventually.h"
#include "tests/support/programs.h"

namespace tasksched::support {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// A home with a store in which a daemon may run in the background; it is stopped at the end.
class Background : public ::testing::Test {
  protected:
    void TearDown() override {
        if (HasFailure()) {
            std::fprintf(stderr, "-- log of taskschedd --\n%s-- end of the log --\n",
                         log().c_str());
        }
        if (const pid_t running = pid(); running > 0) {
            static_cast<void>(tasksched({"daemon", "stop"}));
            ::kill(running, SIGKILL);
        }
    }

    [[nodiscard]] std::string store_url() const { return "sqlite:" + home_.file("tasks.db"); }
    [[nodiscard]] std::string log() const { return home_.read("tasks.db-daemon.log"); }

    /// The same variable for the command and the daemon.
    void set(const std::string& name, const std::string& value) { environment_[name] = value; }

    [[nodiscard]] ProcessResult tasksched(std::vector<std::string> arguments) const {
        ProcessSpec spec = tasksched_spec(home_, {"--store", store_url()});
        spec.arguments.insert(spec.arguments.end(), arguments.begin(), arguments.end());
        return run_here(std::move(spec));
    }

    /// `taskschedd --detach`, started in the home.
    [[nodiscard]] ProcessResult detach(std::vector<std::string> arguments) const {
        ProcessSpec spec = tasksched_spec(home_, {"--store", store_url(), "--detach"});
        spec.program = taskschedd_program();
        spec.arguments.insert(spec.arguments.end(), arguments.begin(), arguments.end());
        return run_here(std::move(spec));
    }

    /// The daemon as `status` knows it; 0 where none runs.
    [[nodiscard]] pid_t pid() const {
        const auto status =
            nlohmann::json::parse(tasksched({"--json", "status"}).out, nullptr, false);
        return status.is_object() && status.at("daemon_pid").is_number()
                   ? status.at("daemon_pid").get<pid_t>()
                   : 0;
    }

    [[nodiscard]] bool log_says(const std::string& text) const {
        return eventually([&] { return log().find(text) != std::string::npos; });
    }

    /// Changes the configuration and has the daemon read it again.
    void expect_reread() const {
        home_.write("tasksched.toml", "[slots]\ncommand = 2\n");
        ASSERT_EQ(::kill(pid(), SIGHUP), 0);
        EXPECT_TRUE(log_says("the configuration was read again"));
        EXPECT_THAT(log(), Not(HasSubstr("stays as it was")));
    }

    TemporaryHome home_;

  private:
    [[nodiscard]] ProcessResult run_here(ProcessSpec spec) const {
        for (const auto& [name, value] : environment_) {
            spec.environment[name] = value;
        }
        return run(spec);
    }

    Environment environment_;
};

TEST_F(Background, IsStartedAndStoppedByTheCommand) {
    const auto started = tasksched({"daemon", "start"});
    ASSERT_EQ(started.exit_code, 0) << started.err;
    EXPECT_EQ(started.err, "");
    const pid_t running = pid();
    EXPECT_EQ(started.out, std::to_string(running) + "\n");
    EXPECT_EQ(tasksched({"status"}).exit_code, 0);

    const auto stopped = tasksched({"daemon", "stop"});
    EXPECT_EQ(stopped.exit_code, 0) << stopped.err;
    EXPECT_EQ(stopped.out + stopped.err, "");
    EXPECT_EQ(pid(), 0);
    EXPECT_THAT(log(), HasSubstr("stopped"));
}

TEST_F(Background, RunsTasks) {
    ASSERT_EQ(tasksched({"daemon", "start"}).exit_code, 0);
    const std::string mark = home_.file("mark");
    const auto scheduled = tasksched({"schedule", "--in", "1s", "--", "/usr/bin/touch", mark});
    EXPECT_EQ(scheduled.exit_code, 0);
    EXPECT_EQ(scheduled.err, "");
    EXPECT_TRUE(eventually([&] { return ::access(mark.c_str(), F_OK) == 0; }));
}

TEST_F(Background, IsNotStartedTwice) {
    ASSERT_EQ(tasksched({"daemon", "start"}).exit_code, 0);
    const pid_t running = pid();
    const auto again = tasksched({"daemon", "start"});
    EXPECT_EQ(again.exit_code, 0);
    EXPECT_EQ(again.out, std::to_string(running) + "\n");
    EXPECT_EQ(again.err, "tasksched: a daemon is running for this store already\n");
    EXPECT_EQ(pid(), running);
}

TEST_F(Background, IsStoppedOnce) {
    ASSERT_EQ(tasksched({"daemon", "start"}).exit_code, 0);
    ASSERT_EQ(tasksched({"daemon", "stop"}).exit_code, 0);
    const auto again = tasksched({"daemon", "stop"});
    EXPECT_EQ(again.exit_code, 0);
    EXPECT_EQ(again.err, "tasksched: no daemon is running for this store\n");
}

TEST_F(Background, SaysWhyItDoesNotStart) {
    home_.write("tasks.db", "not a store");
    const auto refused = tasksched({"daemon", "start"});
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_EQ(refused.out, "");
    EXPECT_THAT(refused.err, HasSubstr("did not start: "));
    EXPECT_EQ(pid(), 0);
}

TEST_F(Background, ReadsARelativeConfigAgainAtSighup) {
    home_.write("tasksched.toml", "[slots]\ncommand = 1\n");
    ASSERT_EQ(detach({"--config", "tasksched.toml"}).exit_code, 0);
    expect_reread();
}

TEST_F(Background, ReadsARelativeConfigOfTheEnvironmentAgainAtSighup) {
    home_.write("tasksched.toml", "[slots]\ncommand = 1\n");
    set("TASKSCHED_CONFIG", "./tasksched.toml");
    ASSERT_EQ(detach({}).exit_code, 0);
    expect_reread();
}

TEST_F(Background, ListensInARelativeRuntimeDirectory) {
    set("TASKSCHED_RUNTIME_DIR", ".");
    const auto detached = detach({});
    ASSERT_EQ(detached.exit_code, 0) << detached.err;
    const auto scheduled = tasksched({"schedule", "--in", "1h", "--", "true"});
    EXPECT_EQ(scheduled.exit_code, 0);
    EXPECT_EQ(scheduled.err, "") << "the daemon was woken";
}

}  // namespace
}  // namespace tasksched::support
