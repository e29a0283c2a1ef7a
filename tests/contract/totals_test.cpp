#include "tests/contract/store_contract.h"

namespace tasksched::store {

namespace {

using model::RunState;
using model::Task;
using model::TaskState;

class StoreTotals : public StoreContract {
  protected:
    Totals totals(std::int64_t now, std::int64_t since) {
        return value_of(store_->reader().totals(instant(now), instant(since)));
    }
};

INSTANTIATE_TEST_SUITE_P(Engines, StoreTotals, testing::ValuesIn(engines_under_test()),
                         engine_name);

TEST_P(StoreTotals, CountTasksByState) {
    stored(a_task());
    const Task paused = stored(a_task());
    const Task done = stored(a_task());
    change([&](Transaction& transaction) {
        value_of(transaction.tasks().set_state(paused.id, 1, TaskState::kPaused, {}, alice()));
    });
    claim(a_claim(done, {second(60)}, std::nullopt));
    const auto tasks = totals(0, 0).tasks;
    EXPECT_EQ(tasks.at(TaskState::kActive), 1);
    EXPECT_EQ(tasks.at(TaskState::kPaused), 1);
    EXPECT_EQ(tasks.at(TaskState::kDone), 1);
    EXPECT_EQ(tasks.at(TaskState::kCancelled), 0);
}

TEST_P(StoreTotals, CountTheActiveTasksThatNameACalendar) {
    EXPECT_TRUE(totals(0, 0).calendars.empty());
    Task task = a_periodic_task();
    task.schedule.days.only = {"workdays"};
    stored(task);
    task.schedule.days.except = {"holidays", "workdays"};
    const Task paused = stored(task);
    stored(task);
    change([&](Transaction& transaction) {
        value_of(transaction.tasks().set_state(paused.id, 1, TaskState::kPaused, {}, alice()));
    });
    const std::map<std::string, std::int64_t> expected{{"holidays", 1}, {"workdays", 2}};
    EXPECT_EQ(totals(0, 0).calendars, expected);
}

TEST_P(StoreTotals, CountRunsThatAreUnderWay) {
    EXPECT_TRUE(totals(0, 0).queues.empty());
    claimed(stored(a_periodic_task()), 60);
    claimed(stored(a_periodic_task()), 60);
    started(claimed(stored(a_periodic_task()), 60).id);
    const auto waiting = claimed(stored(a_periodic_task()), 60);
    finish(waiting.id, started(waiting.id), RunState::kWaiting);
    const auto queues = totals(100, 0).queues;
    ASSERT_EQ(queues.size(), 1U);
    EXPECT_EQ(queues.at("command").queued, 2);
    EXPECT_EQ(queues.at("command").running, 1);
    EXPECT_EQ(queues.at("command").waiting, 1);
    EXPECT_EQ(queues.at("command").oldest_queued_at, instant(60));
}

TEST_P(StoreTotals, CountWhatEndedSinceThen) {
    const auto succeeded = claimed(stored(a_periodic_task()), 60);
    finish(succeeded.id, started(succeeded.id), RunState::kSucceeded);
    const auto failed = claimed(stored(a_periodic_task()), 60);
    finish(failed.id, started(failed.id), RunState::kFailed);
    EXPECT_EQ(totals(100, 62).succeeded_since, 1);
    EXPECT_EQ(totals(100, 62).failed_since, 1);
    EXPECT_EQ(totals(100, 63).succeeded_since, 0);
    EXPECT_EQ(totals(100, 63).failed_since, 0);
}

TEST_P(StoreTotals, CountUnknownRuns) {
    started(claimed(stored(a_periodic_task()), 60).id);
    EXPECT_EQ(totals(100, 0).unknown, 0);
    change([&](Transaction& transaction) {
        tenure_ = value_of(transaction.runs().begin_tenure("daemon-2", "host", instant(70)));
        value_of(transaction.runs().mark_unknown(tenure_, instant(70)));
    });
    EXPECT_EQ(totals(100, 0).unknown, 1);
    EXPECT_EQ(totals(100, 0).failed_since, 0);
}

TEST_P(StoreTotals, CountRunsThatDoNotEndAlthoughTheyShould) {
    Task timed = a_periodic_task();
    timed.policies.timeout = std::chrono::seconds(10);
    const auto run = claimed(stored(timed), 60);
    started(run.id);
    started(claimed(stored(a_periodic_task()), 60).id);
    const std::int64_t patience = std::chrono::seconds(Totals::kStuckAfter).count();
    const std::int64_t begun = 61;  // of the attempts, see started()
    EXPECT_EQ(totals(begun + 9 + patience, 0).stuck, 0);
    EXPECT_EQ(totals(begun + 11 + patience, 0).stuck, 1);
    const auto asked = claimed(stored(a_periodic_task()), 60);
    started(asked.id);
    change([&](Transaction& transaction) {
        value_of(transaction.tasks().request_kill(asked.id, instant(65)));
    });
    EXPECT_EQ(totals(64 + patience, 0).stuck, 0);
    EXPECT_EQ(totals(65 + patience, 0).stuck, 1);
    EXPECT_EQ(totals(begun + 11 + patience, 0).stuck, 2);
}

TEST_P(StoreTotals, TellTheEarliestTaskAndWhetherItIsOverdue) {
    EXPECT_EQ(totals(0, 0).next_run_at, std::nullopt);
    stored(a_task());
    EXPECT_EQ(totals(59, 0).next_run_at, second(60));
    EXPECT_EQ(totals(59, 0).overdue_since, std::nullopt);
    EXPECT_EQ(totals(61, 0).next_run_at, second(60));
    EXPECT_EQ(totals(61, 0).overdue_since, second(60));
}

TEST_P(StoreTotals, DoNotCallATaskOverdueWithinItsJitter) {
    Task task = a_task();
    task.jitter = std::chrono::seconds(1000);
    task = stored(task);
    const auto due = model::not_before(task, second(60));
    ASSERT_GT(due, second(61)) << "the test needs a task whose jitter is not drawn as 0";
    EXPECT_EQ(totals(61, 0).overdue_since, std::nullopt);
    EXPECT_EQ(totals(60 + 1000, 0).overdue_since, due);
}

TEST_P(StoreTotals, CountTheRunsOfUsers) {
    EXPECT_TRUE(totals(0, 0).users.empty());
    Task of_bob = a_periodic_task();
    of_bob.user_id = "bob";
    claimed(stored(of_bob), 60);
    claimed(stored(of_bob), 60);
    claimed(stored(a_periodic_task()), 60);
    started(claimed(stored(a_periodic_task()), 60).id);
    const auto users = totals(100, 0).users;
    ASSERT_EQ(users.size(), 2U);
    EXPECT_EQ(users.at("bob").queued, 2);
    EXPECT_EQ(users.at("bob").running, 0);
    EXPECT_EQ(users.at("bob").oldest_queued_at, instant(60));
    EXPECT_EQ(users.at("alice").queued, 1);
    EXPECT_EQ(users.at("alice").running, 1);
}

TEST_P(StoreTotals, CountTheUsersWithTheMostRuns) {
    for (int user = 0; user < Totals::kMostUsers + 5; ++user) {
        Task task = a_periodic_task();
        task.user_id = "user-" + std::to_string(100 + user);
        for (int run = 0; run <= (user >= 5 ? 1 : 0); ++run) {
            claimed(stored(task), 60);
        }
    }
    const auto users = totals(100, 0).users;
    EXPECT_EQ(users.size(), static_cast<std::size_t>(Totals::kMostUsers));
    EXPECT_FALSE(users.contains("user-104"));
    EXPECT_TRUE(users.contains("user-105"));
}

}  // namespace

}  // namespace tasksched::store
