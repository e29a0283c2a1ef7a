#include <gmock/gmock.h>

#include "tests/contract/store_contract.h"

namespace tasksched::store {

namespace {

using model::RunReason;
using model::RunState;
using model::Task;
using testing::ElementsAre;

class StoredRuns : public StoreContract {
  protected:
    model::Run queued_run() { return claimed(stored(a_periodic_task()), 60); }

    bool move(model::RunId id, RunState from, RunState to, RunReason reason = RunReason::kNone) {
        bool moved = false;
        change([&](Transaction& transaction) {
            moved = value_of(transaction.tasks().move_run(id, from, to, reason, instant(70)));
        });
        return moved;
    }

    std::vector<model::RunId> ids(const RunFilter& filter) {
        std::vector<model::RunId> ids;
        for (const model::Run& run : value_of(store_->reader().runs(filter))) {
            ids.push_back(run.id);
        }
        return ids;
    }

    Tenure later_tenure() {
        Tenure tenure;
        change([&](Transaction& transaction) {
            tenure = value_of(transaction.runs().begin_tenure("daemon-2", "host", instant(100)));
        });
        return tenure;
    }
};

INSTANTIATE_TEST_SUITE_P(Engines, StoredRuns, testing::ValuesIn(engines_under_test()), engine_name);

TEST_P(StoredRuns, StartFromTheQueueOnce) {
    const model::Run run = queued_run();
    const StartResult first = start(run.id);
    EXPECT_EQ(first.state, StartState::kStarted);
    EXPECT_EQ(first.attempt, 1);
    EXPECT_EQ(start(run.id).state, StartState::kGone);
    const model::Run running = this->run(run.id);
    EXPECT_EQ(running.state, RunState::kRunning);
    EXPECT_EQ(running.owner, "daemon-1");
    EXPECT_EQ(running.term, tenure_.term);
    EXPECT_EQ(running.started_at, instant(61));
    EXPECT_EQ(running.finished_at, std::nullopt);
}

TEST_P(StoredRuns, DoNotStartAfterACancel) {
    const model::Run run = queued_run();
    change([&](Transaction& transaction) {
        EXPECT_EQ(value_of(transaction.tasks().cancel_runs(run.task_id, RunReason::kTaskCancelled,
                                                           instant(61))),
                  1);
    });
    EXPECT_EQ(start(run.id).state, StartState::kGone);
    EXPECT_EQ(this->run(run.id).state, RunState::kCancelled);
    EXPECT_EQ(this->run(run.id).reason, RunReason::kTaskCancelled);
}

TEST_P(StoredRuns, AreHeldWhileAnotherOfTheirTaskRuns) {
    const Task task = stored(a_periodic_task());
    const model::Run first = claimed(task, 60);
    model::RunId extra;
    change([&](Transaction& transaction) {
        extra = value_of(transaction.tasks().insert_run(task, instant(60)));
    });
    const int attempt = started(first.id);
    EXPECT_EQ(start(extra).state, StartState::kHeld);
    EXPECT_EQ(this->run(extra).state, RunState::kQueued);
    ASSERT_TRUE(finish(first.id, attempt, RunState::kSucceeded));
    EXPECT_EQ(start(extra).state, StartState::kStarted);
}

TEST_P(StoredRuns, OfATaskThatAllowsOverlapAreNotHeld) {
    Task task = a_periodic_task();
    task.policies.overlap = model::Overlap::kAllow;
    task = stored(task);
    const model::Run first = claimed(task, 60);
    const model::Run second = claimed(task, 120);
    started(first.id);
    EXPECT_EQ(start(second.id).state, StartState::kStarted);
}

TEST_P(StoredRuns, KeepWhatAnAttemptCameTo) {
    const model::Run run = queued_run();
    Finish finish = a_finish(run.id, started(run.id), RunState::kFailed);
    finish.reason = RunReason::kTimeout;
    finish.result.outcome = model::Outcome::kPermanent;
    finish.result.exit_code = 3;
    finish.result.detail = "took too long";
    finish.result.cpu_time = std::chrono::microseconds(1234);
    finish.result.peak_memory_bytes = 4096;
    finish.result.core_dumped = true;
    finish.result.output = {.head = std::string("a\0b\xff", 4), .tail = "z", .total_bytes = 900};
    ASSERT_TRUE(this->finish(finish));
    const model::Run ended = this->run(run.id);
    EXPECT_EQ(ended.state, RunState::kFailed);
    EXPECT_EQ(ended.reason, RunReason::kTimeout);
    EXPECT_EQ(ended.exit_code, 3);
    EXPECT_EQ(ended.signal, std::nullopt);
    EXPECT_EQ(ended.detail, "took too long");
    EXPECT_EQ(ended.finished_at, instant(62));
    EXPECT_EQ(ended.core_dumped, true);
    EXPECT_EQ(ended.cpu_time, std::chrono::microseconds(1234));
    EXPECT_EQ(ended.peak_memory_bytes, 4096);
    const auto attempts = value_of(store_->reader().attempts(run.id));
    ASSERT_EQ(attempts.size(), 1U);
    EXPECT_EQ(attempts[0].number, 1);
    EXPECT_EQ(attempts[0].host, "host");
    EXPECT_EQ(attempts[0].outcome, model::Outcome::kPermanent);
    EXPECT_EQ(attempts[0].cpu_time, std::chrono::microseconds(1234));
    EXPECT_EQ(attempts[0].peak_memory_bytes, 4096);
    EXPECT_EQ(attempts[0].core_dumped, true);
    EXPECT_EQ(value_of(store_->reader().output(run.id, 1)), finish.result.output);
    EXPECT_EQ(value_of(store_->reader().output(run.id, 2)), model::Output{});
}

TEST_P(StoredRuns, IgnoreALateOrDoubledReport) {
    const model::Run run = queued_run();
    const int attempt = started(run.id);
    EXPECT_FALSE(finish(run.id, attempt + 1, RunState::kSucceeded));
    ASSERT_TRUE(finish(run.id, attempt, RunState::kSucceeded));
    EXPECT_FALSE(finish(run.id, attempt, RunState::kFailed));
    EXPECT_EQ(this->run(run.id).state, RunState::kSucceeded);
}

TEST_P(StoredRuns, IgnoreAReportOfAnEarlierDaemon) {
    const model::Run run = queued_run();
    const int attempt = started(run.id);
    const Tenure earlier = std::exchange(tenure_, later_tenure());
    EXPECT_GT(tenure_.term, earlier.term);
    change([&](Transaction& transaction) {
        EXPECT_TRUE(value_of(transaction.runs().holds(tenure_)));
        EXPECT_FALSE(value_of(transaction.runs().holds(earlier)));
    });
    EXPECT_FALSE(finish(run.id, attempt, RunState::kSucceeded));
}

TEST_P(StoredRuns, WaitForTheirNextAttempt) {
    const model::Run run = queued_run();
    ASSERT_TRUE(finish(run.id, started(run.id), RunState::kWaiting));
    const auto waiting = value_of(store_->due().waiting_runs(10));
    ASSERT_EQ(waiting.size(), 1U);
    EXPECT_EQ(waiting[0].next_attempt_at, instant(90));
    EXPECT_EQ(started(run.id), 2);
    EXPECT_EQ(value_of(store_->reader().attempts(run.id)).size(), 2U);
    EXPECT_TRUE(value_of(store_->due().waiting_runs(10)).empty());
}

TEST_P(StoredRuns, AreKilledWhenTheyRunOnly) {
    const model::Run run = queued_run();
    const auto request_kill = [&] {
        bool requested = false;
        change([&](Transaction& transaction) {
            requested = value_of(transaction.tasks().request_kill(run.id, instant(65)));
        });
        return requested;
    };
    EXPECT_FALSE(request_kill());
    started(run.id);
    EXPECT_TRUE(value_of(store_->due().kill_requests(10)).empty());
    EXPECT_TRUE(request_kill());
    const auto requests = value_of(store_->due().kill_requests(10));
    ASSERT_EQ(requests.size(), 1U);
    EXPECT_EQ(requests[0].id, run.id);
    EXPECT_EQ(requests[0].kill_requested_at, instant(65));
}

TEST_P(StoredRuns, GetNoFurtherAttemptAfterAKill) {
    const model::Run run = queued_run();
    const int attempt = started(run.id);
    change([&](Transaction& transaction) {
        EXPECT_EQ(value_of(transaction.tasks().request_kill_of(run.task_id, instant(65))), 1);
    });
    ASSERT_TRUE(finish(run.id, attempt, RunState::kWaiting));
    EXPECT_EQ(this->run(run.id).state, RunState::kCancelled);
    EXPECT_EQ(this->run(run.id).reason, RunReason::kKilled);
}

TEST_P(StoredRuns, MoveByCompareAndSet) {
    const model::Run run = queued_run();
    EXPECT_FALSE(move(run.id, RunState::kFailed, RunState::kQueued));
    EXPECT_TRUE(move(run.id, RunState::kQueued, RunState::kSkipped, RunReason::kDeadline));
    EXPECT_FALSE(move(run.id, RunState::kQueued, RunState::kCancelled));
    const model::Run skipped = this->run(run.id);
    EXPECT_EQ(skipped.state, RunState::kSkipped);
    EXPECT_EQ(skipped.reason, RunReason::kDeadline);
    EXPECT_TRUE(move(run.id, RunState::kSkipped, RunState::kQueued));
    EXPECT_EQ(this->run(run.id).reason, RunReason::kNone);
    EXPECT_EQ(start(run.id).state, StartState::kStarted);
}

TEST_P(StoredRuns, AreRefusedAMoveThatIsNotLegal) {
    const model::Run run = queued_run();
    EXPECT_DEATH(move(run.id, RunState::kQueued, RunState::kSucceeded), "check failed");
}

TEST_P(StoredRuns, OfAnEarlierTermBecomeUnknown) {
    const model::Run crashed = queued_run();
    const model::Run queued = queued_run();
    const int attempt = started(crashed.id);
    change([&](Transaction& transaction) {
        EXPECT_TRUE(value_of(transaction.runs().record_process(
            crashed.id, attempt, {.pid = 42, .start_ticks = 99, .boot_id = "boot"}, tenure_)));
        EXPECT_TRUE(value_of(transaction.runs().mark_unknown(tenure_, instant(99))).empty());
    });
    tenure_ = later_tenure();
    std::vector<model::Run> unknown;
    change([&](Transaction& transaction) {
        unknown = value_of(transaction.runs().mark_unknown(tenure_, instant(100)));
    });
    ASSERT_EQ(unknown.size(), 1U);
    EXPECT_EQ(unknown[0].id, crashed.id);
    EXPECT_EQ(this->run(crashed.id).state, RunState::kUnknown);
    EXPECT_EQ(this->run(crashed.id).reason, RunReason::kCrash);
    EXPECT_EQ(this->run(queued.id).state, RunState::kQueued);
    EXPECT_EQ(value_of(store_->reader().attempts(crashed.id))[0].process,
              (model::ProcessIdentity{.pid = 42, .start_ticks = 99, .boot_id = "boot"}));
}

TEST_P(StoredRuns, ThatAreUnknownAreSettledOnce) {
    const model::Run run = queued_run();
    started(run.id);
    tenure_ = later_tenure();
    const auto settle = [&](RunState to) {
        bool settled = false;
        change([&](Transaction& transaction) {
            settled = value_of(transaction.runs().settle(run.id, to, instant(101)));
        });
        return settled;
    };
    EXPECT_FALSE(settle(RunState::kFailed));
    change([&](Transaction& transaction) {
        value_of(transaction.runs().mark_unknown(tenure_, instant(100)));
    });
    EXPECT_TRUE(settle(RunState::kQueued));
    EXPECT_FALSE(settle(RunState::kFailed));
    EXPECT_EQ(this->run(run.id).owner, "");
    EXPECT_EQ(started(run.id), 2);
}

TEST_P(StoredRuns, AreQueuedByPriorityThenAge) {
    Task task = a_periodic_task();
    const model::Run low = claimed(stored(task), 60);
    task.policies.priority = 5;
    const model::Run high = claimed(stored(task), 60);
    task.policies.priority = 0;
    const model::Run low_too = claimed(stored(task), 60);
    std::vector<model::RunId> order;
    for (const model::Run& run :
         value_of(store_->due().queued_runs("command", instant(1000), 10))) {
        order.push_back(run.id);
    }
    EXPECT_THAT(order, ElementsAre(high.id, low.id, low_too.id));
    EXPECT_EQ(value_of(store_->due().queued_runs("command", instant(1000), 2)).size(), 2U);
    EXPECT_TRUE(value_of(store_->due().queued_runs("email", instant(1000), 10)).empty());
}

TEST_P(StoredRuns, ThatAreQueuedTellTheirTypesOnceEach) {
    EXPECT_TRUE(value_of(store_->due().queued_types()).empty());
    for (const char* type : {"slack", "command", "upload", "slack"}) {
        Task task = a_periodic_task();
        task.type = type;
        change([&](Transaction& transaction) {
            task.id = value_of(transaction.tasks().insert(
                task,
                task.type == "command" ? a_command() : model::PluginPayload{task.type, {}, {}},
                alice()));
        });
        claimed(task, 60);
    }
    EXPECT_THAT(value_of(store_->due().queued_types()), ElementsAre("command", "slack", "upload"));
}

TEST_P(StoredRuns, AreListedNewestFirstByEachFilter) {
    const model::Run a = queued_run();
    const model::Run b = queued_run();
    const model::Run c = queued_run();
    ASSERT_TRUE(finish(a.id, started(a.id), RunState::kFailed));
    ASSERT_TRUE(finish(b.id, started(b.id), RunState::kSucceeded));
    EXPECT_THAT(ids({}), ElementsAre(c.id, b.id, a.id));
    EXPECT_THAT(ids({.user_id = "alice"}), ElementsAre(c.id, b.id, a.id));
    EXPECT_THAT(ids({.user_id = "bob"}), ElementsAre());
    EXPECT_THAT(ids({.task_id = b.task_id}), ElementsAre(b.id));
    EXPECT_THAT(ids({.user_id = "bob", .task_id = b.task_id}), ElementsAre());
    EXPECT_THAT(ids({.state = RunState::kQueued}), ElementsAre(c.id));
    EXPECT_THAT(ids({.user_id = "alice", .state = RunState::kFailed}), ElementsAre(a.id));
    EXPECT_THAT(ids({.state = RunState::kFailed}), ElementsAre(a.id));
    EXPECT_THAT(ids({.user_id = "alice", .state = RunState::kSucceeded}), ElementsAre(b.id));
    EXPECT_THAT(ids({.state = RunState::kUnknown}), ElementsAre());
    EXPECT_THAT(ids({.since = instant(61)}), ElementsAre());
    EXPECT_THAT(ids({.since = instant(60), .before = c.id}), ElementsAre(b.id, a.id));
    EXPECT_THAT(ids({.limit = 1}), ElementsAre(c.id));
}

TEST_P(StoredRuns, ThatAreExtraHaveNoScheduledTime) {
    const Task task = stored(a_periodic_task());
    model::RunId id;
    change([&](Transaction& transaction) {
        id = value_of(transaction.tasks().insert_run(task, instant(12)));
        EXPECT_NE(value_of(transaction.tasks().insert_run(task, instant(12))), id);
    });
    const model::Run extra = this->run(id);
    EXPECT_EQ(extra.scheduled_for, std::nullopt);
    EXPECT_EQ(extra.created_at, instant(12));
    EXPECT_EQ(extra.state, RunState::kQueued);
}

TEST_P(StoredRuns, HaveANewestRecordUpToATime) {
    Task periodic = a_periodic_task();
    periodic.policies.overlap = model::Overlap::kAllow;
    const Task task = stored(periodic);
    EXPECT_EQ(value_of(store_->reader().newest_record(task.id, second(1000))), std::nullopt);
    const model::RunId first = claimed(task, 60).id;
    const model::RunId last = claimed(task, 120).id;
    const auto newest = [&](std::int64_t not_after) {
        return value_of(store_->reader().newest_record(task.id, second(not_after))).value().id;
    };
    EXPECT_EQ(newest(119), first);
    EXPECT_EQ(newest(120), last);
    EXPECT_EQ(newest(1000), last);
    EXPECT_EQ(value_of(store_->reader().newest_record(task.id, second(59))), std::nullopt);
}

}  // namespace

}  // namespace tasksched::store
