// What is kept of changes: the versions of a task, and who did what.

#include <gmock/gmock.h>

#include "tests/contract/store_contract.h"

namespace tasksched::store {

namespace {

using model::AuditEntry;
using model::AuditOutcome;
using model::Task;
using model::TaskState;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr model::Version kAny = 1'000'000;

class History : public StoreContract {
  protected:
    /// Gives the task its next version.
    Task changed(Task task, const model::Payload* payload, const Author& author) {
        ++task.version;
        change([&](Transaction& transaction) {
            ASSERT_TRUE(value_of(transaction.tasks().update(task, payload, author)));
        });
        return this->task(task.id);
    }

    std::vector<AuditEntry> audit(const AuditFilter& filter = {}) {
        return value_of(store_->reader().audit(filter));
    }

    void record(const AuditEntry& entry) {
        change([&](Transaction& transaction) { value_of(transaction.tasks().record(entry)); });
    }

    static AuditEntry refusal(const std::string& principal, std::int64_t at_second) {
        return {.at = instant(at_second),
                .principal = principal,
                .action = "cancel",
                .user_id = "alice",
                .outcome = AuditOutcome::kRefused,
                .detail = "task 1 belongs to another user"};
    }
};

INSTANTIATE_TEST_SUITE_P(Engines, History, testing::ValuesIn(engines_under_test()), engine_name);

TEST_P(History, GivesVersionsBackWithEveryFieldTheNewestFirst) {
    Task first = a_periodic_task();
    first.name = "n\xc3\xa4me 'x'";
    first.schedule.zone = value_of(time::Zone::load("Europe/Paris"));
    first.schedule.until = second(1'000'000);
    first.schedule.days = {.only = {"workdays"}, .except = {R"(a"b)"}};
    first.remaining = 7;
    first.jitter = std::chrono::seconds(30);
    first.policies.deadline = std::chrono::seconds(300);
    first.policies.retry_on = value_of(model::ExitCodes::parse("1,75"));
    first.policies.limits.memory = 4096;
    first.policies.limits.nice = -5;
    first.policies.limits.umask = 0;
    first.created_at = instant(5) + std::chrono::microseconds(123);
    first = stored(first);
    Task second = first;
    second.schedule.rule = value_of(schedule::CronExpression::parse("*/5 * * * *"));
    second = changed(second, nullptr, {.user_id = "root", .operation = "update", .at = instant(9)});
    const auto versions = value_of(store_->reader().versions(first.id, kAny, 10));
    ASSERT_THAT(versions, SizeIs(2));
    EXPECT_TRUE(model::same_definition(versions[0].task, second));
    EXPECT_EQ(versions[0].task.version, 2);
    EXPECT_EQ(versions[0].changed_by, "root");
    EXPECT_EQ(versions[0].operation, "update");
    EXPECT_EQ(versions[0].changed_at, instant(9));
    EXPECT_TRUE(model::same_definition(versions[1].task, first));
    EXPECT_EQ(versions[1].task.id, first.id);
    EXPECT_EQ(versions[1].task.version, 1);
    EXPECT_EQ(versions[1].task.next_run_at, first.next_run_at);
    EXPECT_EQ(versions[1].task.created_at, first.created_at);
    EXPECT_EQ(versions[1].operation, "schedule");
}

TEST_P(History, GivesVersionsBackPageByPage) {
    Task task = stored(a_periodic_task());
    for (int i = 0; i < 4; ++i) {
        task.policies.retries = i + 1;
        task = changed(task, nullptr, alice("update"));
    }
    const auto numbers = [&](model::Version before, std::int64_t limit) {
        std::vector<model::Version> found;
        for (const auto& version : value_of(store_->reader().versions(task.id, before, limit))) {
            found.push_back(version.task.version);
            EXPECT_EQ(version.task.policies.retries, version.task.version - 1);
        }
        return found;
    };
    EXPECT_THAT(numbers(kAny, 2), ElementsAre(5, 4));
    EXPECT_THAT(numbers(4, 2), ElementsAre(3, 2));
    EXPECT_THAT(numbers(3, 1), ElementsAre(2));
    EXPECT_THAT(numbers(2, 10), ElementsAre(1));
    EXPECT_THAT(numbers(1, 10), IsEmpty());
    EXPECT_THAT(value_of(store_->reader().versions({4711}, kAny, 10)), IsEmpty());
}

TEST_P(History, HasAnEntryForEachChangeOfATask) {
    Task task = changed(stored(a_periodic_task()), nullptr,
                        {.user_id = "root", .operation = "update", .at = instant(9)});
    change([&](Transaction& transaction) {
        value_of(transaction.tasks().set_state(task.id, 2, TaskState::kPaused, std::nullopt,
                                               alice("pause", 10)));
    });
    const AuditEntry pause{.id = 3,
                           .at = instant(10),
                           .principal = "alice",
                           .action = "pause",
                           .user_id = "alice",
                           .task_id = task.id,
                           .version_before = 2,
                           .version_after = 3};
    AuditEntry update = pause;
    update.id = 2;
    update.at = instant(9);
    update.principal = "root";
    update.action = "update";
    update.version_before = 1;
    update.version_after = 2;
    AuditEntry inserted = pause;
    inserted.id = 1;
    inserted.at = instant(0);
    inserted.action = "schedule";
    inserted.version_before.reset();
    inserted.version_after = 1;
    EXPECT_THAT(audit(), ElementsAre(pause, update, inserted));
}

TEST_P(History, HasNoEntryOfWhatWasNotDone) {
    const Task task = stored(a_periodic_task());
    const auto failed = store_->write([&](Transaction& transaction) -> base::Result<void> {
        Task next = task;
        ++next.version;
        value_of(transaction.tasks().update(next, nullptr, alice("update")));
        return base::fail(base::ErrorCode::kInvalid, "no");
    });
    EXPECT_FALSE(failed);
    change([&](Transaction& transaction) {
        EXPECT_FALSE(value_of(transaction.tasks().set_state(task.id, 7, TaskState::kPaused,
                                                            std::nullopt, alice("pause"))));
    });
    EXPECT_THAT(audit(), SizeIs(1));
}

TEST_P(History, IsToldByUserByTaskAndByTime) {
    const Task first = stored(a_periodic_task());
    Task other = a_task();
    other.user_id = "bob";
    other = stored(other);
    const AuditEntry kill{.at = instant(50),
                          .principal = "root",
                          .action = "kill",
                          .user_id = "alice",
                          .task_id = first.id,
                          .run_id = model::RunId{7}};
    record(kill);
    EXPECT_THAT(audit(), SizeIs(3));
    EXPECT_THAT(audit({.user_id = "bob"}), SizeIs(1));
    EXPECT_THAT(audit({.user_id = "alice"}), SizeIs(2));
    EXPECT_THAT(audit({.user_id = "alice", .task_id = first.id}), SizeIs(2));
    EXPECT_THAT(audit({.task_id = other.id}), SizeIs(1));
    const auto late = audit({.since = instant(50)});
    ASSERT_THAT(late, SizeIs(1));
    EXPECT_EQ(late[0].run_id, model::RunId{7});
    EXPECT_EQ(late[0].version_after, std::nullopt);
    EXPECT_THAT(audit({.before = late[0].id, .limit = 1}), SizeIs(1));
    EXPECT_EQ(audit({.before = late[0].id, .limit = 1})[0].user_id, "bob");
}

TEST_P(History, KeepsRefusalsUpToAHundredAnHourOfEachPrincipal) {
    for (int i = 0; i < 105; ++i) {
        record(refusal("mallory", 1000 + i));
    }
    record(refusal("eve", 1100));
    EXPECT_THAT(audit(), SizeIs(101));
    record(refusal("mallory", 1000 + 3600 + 50));
    const auto entries = audit();
    EXPECT_THAT(entries, SizeIs(102));
    EXPECT_EQ(entries[0].outcome, AuditOutcome::kRefused);
    EXPECT_EQ(entries[0].detail, "task 1 belongs to another user");
}

}  // namespace

}  // namespace tasksched::store
