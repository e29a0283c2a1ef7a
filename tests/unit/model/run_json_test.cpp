#include "common/model/run_json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/unit/model/resolving.h"

namespace tasksched::model {
namespace {

using nlohmann::json;

Run failed_run() {
    Run run;
    run.id = RunId{5};
    run.task_id = TaskId{7};
    run.user_id = "alice";
    run.type = "command";
    run.scheduled_for = now();
    run.created_at = context().now;
    run.not_before = now();
    run.state = RunState::kFailed;
    run.reason = RunReason::kTimeout;
    run.attempt = 1;
    run.started_at = context().now;
    run.exit_code = 3;
    run.detail = "took longer than 5s";
    return run;
}

TEST(RunJson, TellsWhatTheLastAttemptCostAndLeft) {
    auto run = failed_run();
    json written = json::parse(to_json(run, zone("Europe/Paris")));
    for (const char* key : {"core_dumped", "cpu_microseconds", "peak_memory_bytes"}) {
        EXPECT_TRUE(written.at(key).is_null()) << key;
    }
    run.core_dumped = true;
    run.cpu_time = std::chrono::microseconds(1500);
    run.peak_memory_bytes = 4096;
    written = json::parse(to_json(run, zone("Europe/Paris")));
    EXPECT_EQ(written["core_dumped"], true);
    EXPECT_EQ(written["cpu_microseconds"], 1500);
    EXPECT_EQ(written["peak_memory_bytes"], 4096);
}

TEST(RunJson, HoldsTheRunInTheWordsOfTheDesign) {
    const std::string line = to_json(failed_run(), zone("Europe/Paris"));
    EXPECT_EQ(line.find('\n'), std::string::npos);
    const json run = json::parse(line);
    EXPECT_EQ(run["run_id"], 5);
    EXPECT_EQ(run["task_id"], 7);
    EXPECT_EQ(run["user_id"], "alice");
    EXPECT_EQ(run["scheduled_for"], "2026-11-24T13:00:00+01:00");
    EXPECT_EQ(run["state"], "failed");
    EXPECT_EQ(run["reason"], "timeout");
    EXPECT_EQ(run["attempt"], 1);
    EXPECT_EQ(run["started_at"], "2026-11-24T13:00:00.250000+01:00");
    EXPECT_EQ(run["exit_code"], 3);
    EXPECT_EQ(run["detail"], "took longer than 5s");
    EXPECT_FALSE(run.contains("attempts"));
}

TEST(RunJson, WritesAbsentValuesAsNull) {
    const json run = json::parse(to_json(model::Run{}, time::Zone()));
    for (const char* key :
         {"scheduled_for", "reason", "started_at", "finished_at", "exit_code", "signal", "detail",
          "next_attempt_at", "kill_requested_at", "through", "count", "owner"}) {
        ASSERT_TRUE(run.contains(key)) << key;
        EXPECT_TRUE(run[key].is_null()) << key;
    }
}

TEST(RunJson, ListsTheAttempts) {
    Attempt attempt;
    attempt.number = 2;
    attempt.host = "box";
    attempt.started_at = context().now;
    attempt.outcome = Outcome::kTransient;
    attempt.signal = 9;
    attempt.process = ProcessIdentity{123, 456, "boot"};
    attempt.cpu_time = std::chrono::microseconds(1500);
    const json run = json::parse(to_json(failed_run(), time::Zone(), {&attempt, 1}));
    ASSERT_EQ(run["attempts"].size(), 1U);
    const json& written = run["attempts"][0];
    EXPECT_EQ(written["attempt"], 2);
    EXPECT_EQ(written["host"], "box");
    EXPECT_EQ(written["outcome"], "transient");
    EXPECT_EQ(written["signal"], 9);
    EXPECT_EQ(written["pid"], 123);
    EXPECT_EQ(written["cpu_microseconds"], 1500);
    EXPECT_TRUE(written["exit_code"].is_null());
    EXPECT_TRUE(written["peak_memory_bytes"].is_null());
}

}  // namespace
}  // namespace tasksched::model
