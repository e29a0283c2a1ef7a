// A daemon whose supervisor is not where it should be says so.

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "tests/support/process.h"
#include "tests/support/programs.h"
#include "tests/support/temporary_home.h"

namespace tasksched::support {
namespace {

/// The daemon copied to sbin/ of an installation of its own.
class MissingSupervisor : public testing::Test {
  protected:
    void SetUp() override {
        std::filesystem::create_directories(directory_ / "sbin");
        const auto program = directory_ / "sbin/taskschedd";
        std::filesystem::copy_file(taskschedd_program(), program);
        spec_.program = program;
        spec_.environment = plain_environment(home_.path());
        spec_.directory = home_.path();
        spec_.arguments = {"--store", "sqlite:" + home_.file("tasks.db")};
    }

    /// How the daemon ends, which says where it looked.
    void expect_it_is_named() const {
        const auto end = run(spec_);
        EXPECT_EQ(end.exit_code, 1);
        EXPECT_EQ(end.err, "taskschedd: the supervisor is missing: there is no executable '" +
                               (directory_ / "sbin/tasksched-supervisor").string() + "' and no '" +
                               installed_.string() + "'; install the whole of tasksched\n");
        EXPECT_FALSE(std::filesystem::exists(home_.file("tasks.db"))) << "nothing was begun";
    }

    const TemporaryHome home_;
    const std::filesystem::path directory_ = home_.file("usr");
    const std::filesystem::path installed_ = directory_ / "libexec/tasksched/tasksched-supervisor";
    ProcessSpec spec_;
};

TEST_F(MissingSupervisor, IsNamedWithThePlacesWhereItWasLookedFor) {
    expect_it_is_named();
    spec_.arguments.emplace_back("--detach");
    expect_it_is_named();
}

TEST_F(MissingSupervisor, IsNoneWhereTheInstallationHasItWhateverItsPrefix) {
    std::filesystem::create_directories(installed_.parent_path());
    const std::filesystem::path daemon = taskschedd_program();
    std::filesystem::copy_file(daemon.parent_path() / "tasksched-supervisor", installed_);
    spec_.arguments.emplace_back("--detach");
    const auto end = run(spec_);
    EXPECT_EQ(end.exit_code, 0) << end.err;
    spec_.program = tasksched_program();
    spec_.arguments = {"--store", "sqlite:" + home_.file("tasks.db"), "daemon", "stop"};
    EXPECT_EQ(run(spec_).exit_code, 0);
}

}  // namespace
}  // namespace tasksched::support
