#include "daemon/foreign_runs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tasksched::daemon {
namespace {

using testing::HasSubstr;

model::Run run_of(const char* user, const char* type) {
    model::Run run;
    run.user_id = user;
    run.type = type;
    return run;
}

TEST(ForeignRuns, AreCommandsWhereRootsDaemonCanSwitchUsers) {
    EXPECT_TRUE(switches_users(Admission::Serves::kEverybody, 0));
    EXPECT_FALSE(switches_users(Admission::Serves::kEverybody, 990));
    EXPECT_FALSE(switches_users(Admission::Serves::kOwner, 0));
    EXPECT_FALSE(why_not_for_user(run_of("ann", "command"), "root", 0));
    for (const char* type : {"email", "report", "payment", "http", "chat"}) {
        EXPECT_THAT(why_not_for_user(run_of("ann", type), "root", 0).value_or(""),
                    HasSubstr("runs commands alone"));
    }
}

TEST(ForeignRuns, AreNeverRoots) {
    for (const char* type : {"command", "http"}) {
        EXPECT_THAT(why_not_for_user(run_of("root", type), "root", 0).value_or(""),
                    HasSubstr("nothing as root"));
    }
}

TEST(ForeignRuns, AreNoneWhereTheDaemonCannotSwitchUsers) {
    EXPECT_FALSE(why_not_for_user(run_of("tasksched", "command"), "tasksched", 990));
    EXPECT_THAT(why_not_for_user(run_of("ann", "command"), "tasksched", 990).value_or(""),
                HasSubstr("not allowed to switch users"));
}

}  // namespace
}  // namespace tasksched::daemon
