#include "daemon/notices/recipients.h"

#include <gtest/gtest.h>

#include "tests/unit/daemon/tasks.h"

namespace tasksched::daemon {
namespace {

Recipients of(const std::string& toml) {
    return Recipients(config::parse_config(toml, "tasksched.toml").value());
}

model::Task task_of(const std::string& user, const std::string& notify = "") {
    model::Task task = single_task(1, kMonday);
    task.user_id = user;
    task.policies.notify = notify;
    return task;
}

TEST(Recipients, AreTheTasksOwnThenTheUsersThenTheDefault) {
    const Recipients recipients =
        of("[notify]\ndefault = \"ops@b\"\n[users.ada]\nnotify = \"ada@b\"\n");
    EXPECT_EQ(recipients.address_of(task_of("ada", "own@b")), "own@b");
    EXPECT_EQ(recipients.address_of(task_of("ada")), "ada@b");
    EXPECT_EQ(recipients.address_of(task_of("bob")), "ops@b");
    EXPECT_EQ(recipients.address_of(task_of("ada", "none")), "none");
    EXPECT_EQ(of("").address_of(task_of("ada")), "");
}

TEST(Recipients, AreToldByMailWhereThereIsAnAddressAndByTheCommand) {
    const Recipients both = of("[notify]\ncommand = [\"/bin/true\"]\n");
    EXPECT_TRUE(both.ways_to("a@b").by_mail);
    EXPECT_TRUE(both.ways_to("a@b").by_command);
    EXPECT_FALSE(both.ways_to("").by_mail);
    EXPECT_TRUE(both.ways_to("").by_command);
    EXPECT_FALSE(of("").ways_to("a@b").by_command);
}

TEST(Recipients, WhoWantNoneAreToldInNoWay) {
    const Recipients both = of("[notify]\ncommand = [\"/bin/true\"]\n");
    EXPECT_FALSE(both.ways_to("none").by_mail);
    EXPECT_FALSE(both.ways_to("none").by_command);
}

TEST(Recipients, AreToldAsOftenAsConfigured) {
    const Recipients recipients = of("[notify]\ninterval = \"5m\"\nmax_per_hour = 3\n");
    EXPECT_EQ(recipients.interval(), std::chrono::minutes(5));
    EXPECT_EQ(recipients.max_per_hour(), 3);
    EXPECT_EQ(of("").interval(), std::chrono::hours(1));
}

}  // namespace
}  // namespace tasksched::daemon
