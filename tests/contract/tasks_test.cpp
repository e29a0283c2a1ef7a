#include <gmock/gmock.h>

#include "tests/contract/store_contract.h"

namespace tasksched::store {

namespace {

using base::ErrorCode;
using model::Task;
using model::TaskState;

class StoredTasks : public StoreContract {
  protected:
    base::Result<model::TaskId> insert(const Task& task) {
        base::Result<model::TaskId> id = model::TaskId{};
        static_cast<void>(store_->write([&](Transaction& transaction) -> base::Result<void> {
            id = transaction.tasks().insert(task, a_command(), alice());
            return id.map([](model::TaskId) {});
        }));
        return id;
    }

    base::Result<bool> update(const Task& task, const model::Payload* payload = nullptr) {
        base::Result<bool> updated = false;
        static_cast<void>(store_->write([&](Transaction& transaction) -> base::Result<void> {
            updated = transaction.tasks().update(task, payload, alice("update", 1));
            return updated.map([](bool) {});
        }));
        return updated;
    }

    base::Result<bool> set_state(const Task& task, TaskState state,
                                 std::optional<time::Second> next = {}) {
        base::Result<bool> changed = false;
        static_cast<void>(store_->write([&](Transaction& transaction) -> base::Result<void> {
            changed = transaction.tasks().set_state(task.id, task.version, state, next,
                                                    alice("transition", 1));
            return changed.map([](bool) {});
        }));
        return changed;
    }

    Task named(const std::string& name) {
        Task task = a_task();
        task.name = name;
        return stored(task);
    }
};

INSTANTIATE_TEST_SUITE_P(Engines, StoredTasks, testing::ValuesIn(engines_under_test()),
                         engine_name);

void expect_equal(const Task& a, const Task& b) {
    EXPECT_EQ(a.user_id, b.user_id);
    EXPECT_EQ(a.state, b.state);
    EXPECT_EQ(a.next_run_at, b.next_run_at);
    EXPECT_EQ(a.created_at, b.created_at);
    EXPECT_EQ(a.version, b.version);
    EXPECT_TRUE(model::same_definition(a, b));
}

TEST_P(StoredTasks, ComeBackWithEveryField) {
    Task task = a_periodic_task();
    task.name = "näme with 'quotes' and \"more\"";
    task.state = TaskState::kPaused;
    task.schedule.rule = schedule::Every{
        .period = {.length = 3, .unit = schedule::PeriodUnit::kMonths}, .after_finish = true};
    task.schedule.until = second(1'000'000);
    task.remaining = 7;
    task.jitter = std::chrono::seconds(30);
    task.policies = {.catch_up = model::CatchUp::kAll,
                     .deadline = std::chrono::seconds(300),
                     .overlap = model::Overlap::kQueue,
                     .timeout = std::chrono::seconds(20),
                     .retries = 4,
                     .backoff = {std::chrono::seconds(5), std::chrono::seconds(50)},
                     .on_crash = model::OnCrash::kRetry,
                     .notify = "ops@example.org",
                     .priority = -3,
                     .retry_on = value_of(model::ExitCodes::parse("1,75")),
                     .give_up_on = value_of(model::ExitCodes::parse("64-66")),
                     .limits = {.memory = model::kUnlimitedMemory,
                                .cpu_time = std::chrono::seconds(90),
                                .open_files = 256,
                                .nice = -5,
                                .umask = 0}};
    task.created_at = instant(5) + std::chrono::microseconds(123);
    expect_equal(stored(task), task);
}

TEST_P(StoredTasks, ComeBackWithoutOptionalFields) {
    Task task = a_task();
    task.next_run_at.reset();
    expect_equal(stored(task), task);
}

TEST_P(StoredTasks, ComeBackWithTheirCronExpressionAndZone) {
    Task task = a_task();
    task.schedule.rule = value_of(schedule::CronExpression::parse("*/5 9-17 * * mon-fri"));
    task.schedule.zone = value_of(time::Zone::load("Europe/Paris"));
    const Task found = stored(task);
    expect_equal(found, task);
    EXPECT_EQ(found.schedule.zone.name(), "Europe/Paris");
}

TEST_P(StoredTasks, ComeBackWithTheirCalendars) {
    Task task = a_periodic_task();
    task.schedule.days = {.only = {"workdays", R"(a"b)"},
                          .except = {"holidays"},
                          .if_excluded = schedule::IfExcluded::kAfter};
    Task found = stored(task);
    expect_equal(found, task);
    found.schedule.days = {};
    found.version += 1;
    EXPECT_TRUE(value_of(update(found)));
    EXPECT_EQ(this->task(found.id).schedule.days, schedule::DayRule{});
}

TEST_P(StoredTasks, ComeBackWithTheirCommand) {
    model::CommandPayload payload;
    payload.argv = {"/bin/echo",          "a b",     R"("quoted" \ 'single')",
                    "line\nend\ttab\x01", "größe ☃", ""};
    payload.cwd = "/srv/data";
    payload.env = {{"B", "2"}, {"A", "x=y \"z\""}, {"B", "3"}};
    payload.standard_input = "";
    model::TaskId id;
    change([&](Transaction& transaction) {
        id = value_of(transaction.tasks().insert(a_task(), payload, alice()));
    });
    EXPECT_EQ(value_of(store_->reader().payload(id, 1)), model::Payload(payload));
}

TEST_P(StoredTasks, ComeBackWithTheirShellLine) {
    model::CommandPayload payload;
    payload.shell = "a | b > 'c'";
    model::TaskId id;
    change([&](Transaction& transaction) {
        id = value_of(transaction.tasks().insert(a_task(), payload, alice()));
    });
    EXPECT_EQ(value_of(store_->reader().payload(id, 1)), model::Payload(payload));
}

TEST_P(StoredTasks, ComeBackWithTheFieldsOfAPluginOfEachVersion) {
    const model::PluginPayload payload{"slack",
                                       {{"text", std::string("a \"b\"\n☃")},
                                        {"count", std::int64_t{-3}},
                                        {"ratio", 2.0},
                                        {"urgent", true},
                                        {"above", std::string()}},
                                       nullptr};
    Task task = a_task();
    task.type = "slack";
    change([&](Transaction& transaction) {
        task.id = value_of(transaction.tasks().insert(task, payload, alice()));
    });
    EXPECT_EQ(value_of(store_->reader().payload(task.id, 1)), model::Payload(payload));
    const model::Payload other = model::PluginPayload{"slack", {}, nullptr};
    task.version += 1;
    EXPECT_TRUE(value_of(update(task, &other)));
    EXPECT_EQ(value_of(store_->reader().payload(task.id, 1)), model::Payload(payload));
    EXPECT_EQ(value_of(store_->reader().payload(task.id, 2)), other);
}

TEST_P(StoredTasks, GetRisingIdsAndRevisions) {
    const Task first = stored(a_task());
    const Task second = stored(a_task());
    EXPECT_LT(first.id, second.id);
    EXPECT_LT(first.revision, second.revision);
    EXPECT_EQ(value_of(store_->due().revision()), second.revision);
}

TEST_P(StoredTasks, AreNoneForAnUnknownId) {
    EXPECT_EQ(value_of(store_->reader().task({12345})), std::nullopt);
}

TEST_P(StoredTasks, RefuseANameThatIsTaken) {
    const Task holder = named("backup");
    Task task = a_task();
    task.name = "backup";
    const auto refused = insert(task);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kInvalid);
    EXPECT_THAT(refused.error().message,
                testing::HasSubstr("task " + std::to_string(holder.id.value)));
}

TEST_P(StoredTasks, ShareANameBetweenUsers) {
    named("backup");
    Task task = a_task();
    task.user_id = "bob";
    task.name = "backup";
    EXPECT_TRUE(insert(task));
}

TEST_P(StoredTasks, FreeTheirNameWhenTheyEnd) {
    const Task first = named("backup");
    EXPECT_TRUE(value_of(set_state(first, TaskState::kCancelled)));
    const Task second = named("backup");
    EXPECT_EQ(value_of(store_->reader().task_named("alice", "backup"))->id, second.id);
}

TEST_P(StoredTasks, KeepTheirNameWhilePaused) {
    const Task first = named("backup");
    EXPECT_TRUE(value_of(set_state(first, TaskState::kPaused)));
    Task task = a_task();
    task.name = "backup";
    EXPECT_FALSE(insert(task));
}

TEST_P(StoredTasks, RefuseToBeRenamedToANameThatIsTaken) {
    named("one");
    Task two = named("two");
    two.name = "one";
    ++two.version;
    EXPECT_EQ(update(two).error().code, ErrorCode::kInvalid);
    EXPECT_EQ(task(two.id).name, "two");
    EXPECT_EQ(task(two.id).version, 1);
}

TEST_P(StoredTasks, AreFoundByTheirLatestNameInAnyState) {
    const Task first = named("backup");
    static_cast<void>(value_of(set_state(first, TaskState::kCancelled)));
    EXPECT_EQ(value_of(store_->reader().task_named("alice", "backup")), std::nullopt);
    EXPECT_EQ(value_of(store_->reader().latest_task_named("alice", "backup"))->id, first.id);
    const Task second = named("backup");
    EXPECT_EQ(value_of(store_->reader().latest_task_named("alice", "backup"))->id, second.id);
}

TEST_P(StoredTasks, AreReplacedByAnUpdate) {
    Task task = named("one");
    task.name = "other";
    task.next_run_at = second(500);
    task.remaining = 2;
    ++task.version;
    EXPECT_TRUE(value_of(update(task)));
    const Task found = this->task(task.id);
    expect_equal(found, task);
    EXPECT_GT(found.revision, task.revision);
}

TEST_P(StoredTasks, AreNotUpdatedFromAnOlderVersion) {
    Task task = stored(a_task());
    task.version = 2;
    ASSERT_TRUE(value_of(update(task)));
    task.next_run_at = second(999);
    EXPECT_FALSE(value_of(update(task)));
    EXPECT_EQ(this->task(task.id).next_run_at, second(60));
}

TEST_P(StoredTasks, KeepThePayloadOfEachVersion) {
    Task task = stored(a_task());
    task.version = 2;
    ASSERT_TRUE(value_of(update(task)));
    task.version = 3;
    const model::Payload changed = a_command("/bin/false");
    ASSERT_TRUE(value_of(update(task, &changed)));
    Reader& reader = store_->reader();
    EXPECT_EQ(value_of(reader.payload(task.id, 1)), a_command());
    EXPECT_EQ(value_of(reader.payload(task.id, 2)), a_command());
    EXPECT_EQ(value_of(reader.payload(task.id, 3)), changed);
}

TEST_P(StoredTasks, ChangeTheirStateByCompareAndSet) {
    const Task task = stored(a_task());
    EXPECT_TRUE(value_of(set_state(task, TaskState::kPaused)));
    EXPECT_FALSE(value_of(set_state(task, TaskState::kCancelled)));
    const Task paused = this->task(task.id);
    EXPECT_EQ(paused.state, TaskState::kPaused);
    EXPECT_EQ(paused.version, 2);
    EXPECT_GT(paused.revision, task.revision);
    EXPECT_EQ(paused.next_run_at, std::nullopt);
    EXPECT_TRUE(value_of(set_state(paused, TaskState::kActive, second(77))));
    EXPECT_EQ(this->task(task.id).next_run_at, second(77));
}

TEST_P(StoredTasks, OfAFailedTransactionAreNotThere) {
    model::TaskId id;
    const auto written = store_->write([&](Transaction& transaction) -> base::Result<void> {
        id = value_of(transaction.tasks().insert(a_task(), a_command(), alice()));
        EXPECT_NE(value_of(transaction.reader().task(id)), std::nullopt);
        return base::fail(ErrorCode::kNotFound, "no");
    });
    EXPECT_EQ(written.error().code, ErrorCode::kNotFound);
    EXPECT_EQ(value_of(store_->reader().task(id)), std::nullopt);
    EXPECT_EQ(value_of(store_->due().revision()), 0);
}

TEST_P(StoredTasks, OfATransactionThatThrewAreNotThere) {
    EXPECT_THROW(change([](Transaction& transaction) {
                     value_of(transaction.tasks().insert(a_task(), a_command(), alice()));
                     throw std::logic_error("no");
                 }),
                 std::logic_error);
    EXPECT_TRUE(value_of(store_->reader().tasks({})).empty());
    EXPECT_TRUE(insert(a_task()));
}

}  // namespace

}  // namespace tasksched::store
