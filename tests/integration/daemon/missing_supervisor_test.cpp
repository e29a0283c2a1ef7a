// A daemon whose supervisor is not where it should be says so.

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "tests/support/process.h"
#include "tests/support/programs.h"
#include "tests/support/temporary_home.h"

namespace tasksched::support {
namespace {

/// The daemon as it is where the rest of the package is not: a copy of it, and nothing beside it.
ProcessSpec lonely_daemon(const TemporaryHome& home) {
    const auto program = home.file("taskschedd");
    std::filesystem::copy_file(taskschedd_program(), program);
    ProcessSpec spec;
    spec.program = program;
    spec.environment = plain_environment(home.path());
    spec.directory = home.path();
    spec.arguments = {"--store", "sqlite:" + home.file("tasks.db")};
    return spec;
}

/// How the daemon ends, which says where it looked.
void expect_it_is_named(const TemporaryHome& home, const ProcessSpec& spec) {
    const auto end = run(spec);
    EXPECT_EQ(end.exit_code, 1);
    EXPECT_EQ(end.err, "taskschedd: the supervisor is missing: there is no executable '" +
                           home.file("tasksched-supervisor") + "' and no '" +
                           TASKSCHED_TEST_INSTALLED_SUPERVISOR +
                           "'; install the whole of tasksched\n");
    EXPECT_FALSE(std::filesystem::exists(home.file("tasks.db"))) << "nothing was begun";
}

TEST(MissingSupervisor, IsNamedWithThePlacesWhereItWasLookedFor) {
    if (::access(TASKSCHED_TEST_INSTALLED_SUPERVISOR, F_OK) == 0) {
        GTEST_SKIP() << "one is installed on this machine";
    }
    const TemporaryHome home;
    auto spec = lonely_daemon(home);
    expect_it_is_named(home, spec);
    spec.arguments.emplace_back("--detach");
    expect_it_is_named(home, spec);
}

}  // namespace
}  // namespace tasksched::support
