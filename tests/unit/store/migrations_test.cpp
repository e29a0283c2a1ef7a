#include "common/store/sqlite/migrations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "common/store/sqlite/create.h"
#include "common/store/sqlite/opening.h"
#include "tests/unit/store/raw_database.h"
#include "tests/unit/store/sample_store.h"

namespace tasksched::store::sqlite {

namespace {

/// Steps of the future, after the project's own.
std::vector<Migration> later(std::initializer_list<const char*> statements) {
    std::vector<Migration> steps(migrations().begin(), migrations().end());
    for (const char* sql : statements) {
        steps.push_back({.version = static_cast<int>(steps.size()) + 1, .sql = sql});
    }
    return steps;
}

class Migrations : public testing::Test {
  protected:
    void SetUp() override { ASSERT_TRUE(insert_sample(*opened(home_.path))); }

    OpenedStore open() {
        auto files = open_files(home_.path, {}, Exclusion::kLockFile);
        EXPECT_TRUE(make_ready(*files, {}));
        return std::move(*files);
    }

    [[nodiscard]] std::string read(const std::string& sql) const {
        return RawDatabase(home_.path).text(sql);
    }

    StoreHome home_;
};

TEST_F(Migrations, AreNumberedFromOne) {
    int expected = 0;
    for (const Migration& step : migrations()) {
        EXPECT_EQ(step.version, ++expected);
    }
    EXPECT_EQ(newest_version(), expected);
}

TEST_F(Migrations, BringAStoreUpAndKeepItsRows) {
    auto store = open();
    const auto steps = later({"ALTER TABLE tasks ADD COLUMN colour TEXT",
                              "CREATE TABLE inventions (task_id INTEGER PRIMARY KEY) STRICT"});
    EXPECT_EQ(migrate(store.database, steps), newest_version());
    EXPECT_EQ(read("PRAGMA user_version"), std::to_string(newest_version() + 2));
    EXPECT_EQ(read("SELECT count(*) FROM tasks WHERE colour IS NULL"), "1");
    EXPECT_EQ(read("SELECT count(*) FROM inventions"), "0");
}

/// A store of the first release, with a task that runs every minute and is due at 1,900,000,000.
void make_first_version(const StoreHome& home) {
    const auto files = find_files(home.path);
    ASSERT_TRUE(files && create_file(*files, migrations().first(1)));
    RawDatabase(home.path).exec(
        "INSERT INTO tasks (task_id, user_id, type, state, recurring_period, recurring_unit,"
        " after_finish, time_zone, start, jitter, catch_up, overlap, retries, backoff_base,"
        " backoff_cap, on_crash, notify, priority, next_run_at, created_at, version, revision)"
        " VALUES (1, 'alice', 'command', 'active', 60, 'seconds', 0, 'Europe/Paris', 1800000000,"
        " 0, 'latest', 'skip', 0, 30, 3600, 'ask', '', 0, 1900000000, 0, 1, 1)");
}

TEST(MigrationFrom1, GivesTasksNoCalendars) {
    const StoreHome home;
    make_first_version(home);
    EXPECT_EQ(migrate_store(home.location).value_or(0), 1);
    const auto store = opened(home.path, OpenMode::kWrite);
    const auto task = store->reader().task({1});
    ASSERT_TRUE(task && *task) << (task ? "" : task.error().message);
    EXPECT_EQ((*task)->schedule.days, schedule::DayRule{});
    EXPECT_EQ((*task)->next_run_at, time::Second(std::chrono::seconds(1'900'000'000)));
}

TEST(MigrationFrom1, LimitsNothing) {
    const StoreHome home;
    make_first_version(home);
    EXPECT_EQ(migrate_store(home.location).value_or(0), 1);
    const auto store = opened(home.path, OpenMode::kWrite);
    const auto task = store->reader().task({1});
    ASSERT_TRUE(task && *task) << (task ? "" : task.error().message);
    EXPECT_EQ((*task)->policies, model::Policies());
}

TEST_F(Migrations, LeaveAStoreOfTheirVersionAlone) {
    auto store = open();
    EXPECT_EQ(migrate(store.database, migrations()), newest_version());
    EXPECT_EQ(read("SELECT count(*) FROM tasks"), "1");
}

TEST_F(Migrations, LeaveNothingBehindWhereOneFails) {
    auto store = open();
    const auto steps = later({"CREATE TABLE good (a INTEGER) STRICT", "CREATE TABLE bad bad bad"});
    EXPECT_THROW(migrate(store.database, steps), SQLite::Exception);
    EXPECT_EQ(read("PRAGMA user_version"), std::to_string(newest_version()));
    EXPECT_EQ(read("SELECT count(*) FROM sqlite_schema WHERE name = 'good'"), "0");
}

TEST_F(Migrations, AreNotMadeOfAStoreThatIsOnlyWritten) {
    RawDatabase(home_.path).exec("PRAGMA user_version = 0");
    for (const OpenMode mode : {OpenMode::kRead, OpenMode::kWrite}) {
        const auto store = open_store(home_.location, {.mode = mode});
        ASSERT_FALSE(store);
        EXPECT_EQ(store.error().code, base::ErrorCode::kFailed);
        EXPECT_THAT(store.error().message, testing::HasSubstr("tasksched store migrate"));
    }
    EXPECT_EQ(read("PRAGMA user_version"), "0");
}

TEST_F(Migrations, ByNameLeaveAStoreOfThisVersionUntouched) {
    const auto version = migrate_store(home_.location);
    ASSERT_TRUE(version);
    EXPECT_EQ(*version, newest_version());
}

TEST_F(Migrations, ByNameDoNotMakeAStore) {
    const Location nowhere{.engine = Engine::kSqlite, .path = home_.home.file("no.db"), .url = {}};
    EXPECT_EQ(migrate_store(nowhere).error().code, base::ErrorCode::kNotFound);
}

}  // namespace

}  // namespace tasksched::store::sqlite
