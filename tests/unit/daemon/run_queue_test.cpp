#include "daemon/dispatch/run_queue.h"

#include <gtest/gtest.h>

namespace tasksched::daemon {
namespace {

model::Run run_of(std::int64_t id, const std::string& user, int priority = 0) {
    model::Run run;
    run.id = model::RunId{id};
    run.user_id = user;
    run.type = "command";
    run.priority = priority;
    return run;
}

bool everybody(const std::string&) { return true; }

/// The ids of all runs in the order in which the queue gives them.
std::vector<std::int64_t> drain(RunQueue& queue) {
    std::vector<std::int64_t> ids;
    while (const auto run = queue.take(everybody)) {
        ids.push_back(run->id.value);
    }
    return ids;
}

TEST(RunQueue, GivesOneUsersRunsInTheOrderOfTheirIds) {
    RunQueue queue;
    for (const int id : {3, 1, 2}) {
        queue.add(run_of(id, "anna"));
    }
    EXPECT_EQ(drain(queue), (std::vector<std::int64_t>{1, 2, 3}));
}

TEST(RunQueue, LetsUsersTakeTurns) {
    RunQueue queue;
    for (int id = 1; id <= 1000; ++id) {
        queue.add(run_of(id, "anna"));
    }
    queue.add(run_of(1001, "ben"));
    queue.add(run_of(1002, "ben"));
    EXPECT_EQ(queue.take(everybody)->user_id, "anna");
    EXPECT_EQ(queue.take(everybody)->id, model::RunId{1001});
    EXPECT_EQ(queue.take(everybody)->user_id, "anna");
    EXPECT_EQ(queue.take(everybody)->id, model::RunId{1002});
}

TEST(RunQueue, GivesTheHighestPriorityFirst) {
    RunQueue queue;
    queue.add(run_of(1, "anna", 0));
    queue.add(run_of(2, "anna", 5));
    queue.add(run_of(3, "ben", -5));
    EXPECT_EQ(drain(queue), (std::vector<std::int64_t>{2, 1, 3}));
}

TEST(RunQueue, PassesOverUsersWhoMayNotRun) {
    RunQueue queue;
    queue.add(run_of(1, "anna"));
    queue.add(run_of(2, "ben"));
    const auto run = queue.take([](const std::string& user) { return user != "anna"; });
    ASSERT_TRUE(run.has_value());
    EXPECT_EQ(run->id, model::RunId{2});
    EXPECT_FALSE(queue.take([](const std::string& user) { return user != "anna"; }));
    EXPECT_EQ(queue.size(), 1U);
}

TEST(RunQueue, HoldsARunOnce) {
    RunQueue queue;
    queue.add(run_of(1, "anna"));
    queue.add(run_of(1, "anna"));
    EXPECT_EQ(drain(queue), std::vector<std::int64_t>{1});
    EXPECT_FALSE(queue.contains(model::RunId{1}));
}

/// One that was made long after its time, or made to start later.
model::Run missed_run_of(std::int64_t id, const std::string& user, int priority = 0) {
    model::Run run = run_of(id, user, priority);
    run.created_at = time::Instant(std::chrono::hours(id % 2 == 0 ? 10 : 1));
    run.not_before = time::Second(std::chrono::hours(2));
    return run;
}

TEST(RunQueue, GivesWhatMakesUpForMissedTimesAfterAllOthers) {
    RunQueue queue;
    queue.add(missed_run_of(1, "anna"));
    queue.add(missed_run_of(2, "anna", 50));
    queue.add(run_of(3, "anna"));
    queue.add(run_of(4, "bob", -50));
    model::Run again = missed_run_of(5, "bob");
    again.attempt = 1;
    queue.add(again);
    EXPECT_EQ(drain(queue), (std::vector<std::int64_t>{3, 5, 4, 2, 1}));
}

TEST(RunQueue, CountsThoseInTimeByThemselves) {
    RunQueue queue;
    queue.add(missed_run_of(1, "anna"));
    queue.add(missed_run_of(2, "anna"));
    queue.add(run_of(3, "anna"));
    EXPECT_EQ(queue.size_of(missed_run_of(4, "anna")), 3U);
    EXPECT_EQ(queue.size_of(run_of(4, "anna")), 1U);
    drain(queue);
    EXPECT_EQ(queue.size_of(run_of(4, "anna")), 0U);
}

}  // namespace
}  // namespace tasksched::daemon
