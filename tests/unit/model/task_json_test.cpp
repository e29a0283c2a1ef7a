#include "common/model/task_json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/unit/model/resolving.h"

namespace tasksched::model {
namespace {

using nlohmann::json;

json written(const TaskSpec& spec) {
    const ResolvedTask resolved = stored(spec);
    const std::string line = to_json(resolved.task, &resolved.payload);
    EXPECT_EQ(line.find('\n'), std::string::npos);
    return json::parse(line);
}

TEST(TaskJson, HoldsTheTaskInTheWordsOfTheDesign) {
    TaskSpec spec = every("90s");
    spec.name = "a \"name\"";
    spec.timeout = "1h";
    const json task = written(spec);
    EXPECT_EQ(task["task_id"], 7);
    EXPECT_EQ(task["user_id"], "alice");
    EXPECT_EQ(task["name"], "a \"name\"");
    EXPECT_EQ(task["type"], "command");
    EXPECT_EQ(task["state"], "active");
    EXPECT_EQ(task["next_run_at"], "2026-11-24T13:01:30+01:00");
    EXPECT_EQ(task["recurring_period"], "1m30s");
    EXPECT_EQ(task["after_finish"], false);
    EXPECT_EQ(task["time_zone"], "Europe/Paris");
    EXPECT_EQ(task["start"], "2026-11-24T13:00:00+01:00");
    EXPECT_EQ(task["timeout"], "1h");
    EXPECT_EQ(task["retries"], 0);
    EXPECT_EQ(task["backoff"], "30s..1h");
    EXPECT_EQ(task["created_at"], "2026-11-24T13:00:00.250000+01:00");
    EXPECT_EQ(task["version"], 1);
}

TEST(TaskJson, HoldsExitCodesAndLimits) {
    TaskSpec spec = every("90s");
    spec.retry_on = "137,1";
    spec.give_up_on = "64-74";
    spec.memory = "2048M";
    spec.cpu_time = "90";
    spec.open_files = "256";
    spec.nice = "-5";
    spec.umask = "7";
    const json task = written(spec);
    EXPECT_EQ(task["retry_on"], "1,137");
    EXPECT_EQ(task["give_up_on"], "64-74");
    EXPECT_EQ(task["memory"], "2G");
    EXPECT_EQ(task["cpu_time"], "1m30s");
    EXPECT_EQ(task["open_files"], 256);
    EXPECT_EQ(task["nice"], -5);
    EXPECT_EQ(task["umask"], "007");
}

TEST(TaskJson, WritesAbsentValuesAsNull) {
    const json task = written(cron("@reboot"));
    for (const char* key : {"name", "next_run_at", "execute_datetime", "recurring_period", "start",
                            "until", "remaining", "deadline", "timeout", "notify", "retry_on",
                            "give_up_on", "memory", "cpu_time", "open_files", "nice", "umask"}) {
        ASSERT_TRUE(task.contains(key)) << key;
        EXPECT_TRUE(task[key].is_null()) << key;
    }
    EXPECT_EQ(task["cron"], "@reboot");
}

TEST(TaskJson, HasNoIdBeforeTheTaskIsStored) {
    ResolvedTask resolved = stored(every("1h"));
    resolved.task.id = TaskId{};
    EXPECT_TRUE(json::parse(to_json(resolved.task, &resolved.payload))["task_id"].is_null());
}

TEST(TaskJson, SetsOneOfTheThreeKindsOfTime) {
    const json task = written(once("2026-11-25 09:00"));
    EXPECT_EQ(task["execute_datetime"], "2026-11-25T09:00:00+01:00");
    EXPECT_TRUE(task["recurring_period"].is_null());
    EXPECT_TRUE(task["cron"].is_null());
}

TEST(TaskJson, HoldsThePayloadInTheKeysOfABatchLine) {
    TaskSpec spec = every("1h");
    spec.words = {"/bin/cat", "\xc3\xa9"};
    spec.env = {"A=1", "B=x=y"};
    spec.standard_input = "line\n";
    const json payload = written(spec)["payload"];
    EXPECT_EQ(payload["words"], json({"/bin/cat", "\xc3\xa9"}));
    EXPECT_EQ(payload["env"], json({"A=1", "B=x=y"}));
    EXPECT_EQ(payload["stdin"], "line\n");
    EXPECT_TRUE(payload["shell"].is_null());
    EXPECT_TRUE(payload["cwd"].is_null());
}

TEST(TaskJson, ListsTheCalendars) {
    TaskSpec spec = every("1h");
    json task = written(spec);
    EXPECT_EQ(task["only"], json::array());
    EXPECT_EQ(task["except"], json::array());
    EXPECT_EQ(task["if_excluded"], "skip");
    spec.only = {"workdays"};
    spec.if_excluded = "before";
    task = written(spec);
    EXPECT_EQ(task["only"], json({"workdays"}));
    EXPECT_EQ(task["if_excluded"], "before");
}

TEST(TaskJson, LeavesThePayloadOutOfLists) {
    EXPECT_FALSE(json::parse(to_json(stored(every("1h")).task, nullptr)).contains("payload"));
}

}  // namespace
}  // namespace tasksched::model
