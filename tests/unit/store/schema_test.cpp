#include <gtest/gtest.h>

#include "common/store/sqlite/migrations.h"
#include "tests/unit/store/raw_database.h"
#include "tests/unit/store/sample_store.h"

namespace tasksched::store {

namespace {

class Schema : public testing::Test {
  protected:
    void SetUp() override { ASSERT_TRUE(insert_sample(*opened(home_.path))); }

    void expect_refused(const std::string& sql) {
        RawDatabase raw(home_.path);
        EXPECT_THROW(raw.exec(sql), SQLite::Exception) << sql;
    }

    StoreHome home_;
};

TEST_F(Schema, HasStrictTablesOnly) {
    EXPECT_EQ(RawDatabase(home_.path)
                  .text("SELECT group_concat(name) FROM pragma_table_list "
                        "WHERE schema = 'main' AND NOT strict AND name NOT LIKE 'sqlite_%'"),
              "");
}

TEST_F(Schema, HasNoTriggersOrViews) {
    EXPECT_EQ(RawDatabase(home_.path)
                  .text("SELECT count(*) FROM sqlite_schema WHERE type NOT IN ('table', 'index')"),
              "0");
}

TEST_F(Schema, RefusesStatesThatDoNotExist) {
    expect_refused("UPDATE tasks SET state = 'sleeping'");
    expect_refused("UPDATE tasks SET overlap = 'maybe'");
    expect_refused("UPDATE tasks SET if_excluded = 'maybe'");
    expect_refused("UPDATE tasks SET nice = 20");
    expect_refused("UPDATE tasks SET umask = 512");
}

TEST_F(Schema, RefusesATaskWithTwoSchedulesOrNone) {
    expect_refused("UPDATE tasks SET cron = '* * * * *'");
    expect_refused("UPDATE tasks SET execute_datetime = NULL");
}

TEST_F(Schema, RefusesValuesOfAnotherType) {
    expect_refused("UPDATE tasks SET next_run_at = 'soon'");
    expect_refused("UPDATE tasks SET next_run_at = 1.5");
}

TEST_F(Schema, RefusesTwoRunsOfAnOccurrence) {
    const std::string insert =
        "INSERT INTO runs (task_id, version, user_id, type, scheduled_for, created_at, not_before,"
        " state, attempt, priority) VALUES (1, 1, 'alice', 'command', 60, 0, 60, 'queued', 0, 0)";
    RawDatabase(home_.path).exec(insert);
    expect_refused(insert);
}

TEST_F(Schema, RefusesARunningRunWithoutAnOwner) {
    RawDatabase(home_.path)
        .exec(
            "INSERT INTO runs (task_id, version, user_id, type, scheduled_for, created_at, "
            "not_before,"
            " state, attempt, priority) VALUES (1, 1, 'alice', 'command', 60, 0, 60, 'queued', 0, "
            "0)");
    expect_refused("UPDATE runs SET state = 'running'");
    expect_refused("UPDATE runs SET state = 'waiting'");
    expect_refused("UPDATE runs SET state = 'failed'");
}

TEST_F(Schema, RefusesPartsOfRunsThatMakeNoSense) {
    RawDatabase(home_.path)
        .exec(
            "INSERT INTO runs (task_id, version, user_id, type, scheduled_for, created_at, "
            "not_before, state, attempt, priority) "
            "VALUES (1, 1, 'alice', 'command', 60, 0, 60, 'queued', 0, 0)");
    RawDatabase(home_.path)
        .exec("INSERT INTO run_items VALUES (1, 1, 'a', NULL, NULL, NULL, 'pending', NULL)");
    expect_refused("UPDATE run_items SET item = 0");
    expect_refused("UPDATE run_items SET state = 'maybe'");
    expect_refused("UPDATE run_items SET state = 'sent'");
    expect_refused("UPDATE run_items SET idempotency_key = ''");
}

TEST_F(Schema, RefusesMissedTimesThatMakeNoSense) {
    RawDatabase(home_.path)
        .exec("INSERT INTO missed VALUES (1, 60, 120, 2, '[60,60,2]', 0, 'alice', 0)");
    expect_refused("UPDATE missed SET through = 59");
    expect_refused("UPDATE missed SET count = 0");
    expect_refused("UPDATE missed SET newest = ''");
    expect_refused("UPDATE missed SET overtaken = 2");
    expect_refused("INSERT INTO missed VALUES (1, 60, 60, 1, '[60,0,1]', 0, 'alice', 0)");
}

TEST_F(Schema, RefusesEntriesOfTheAuditThatMakeNoSense) {
    expect_refused("UPDATE audit SET outcome = 'maybe'");
    expect_refused("UPDATE audit SET principal = ''");
    expect_refused("UPDATE audit SET version_after = 0");
}

TEST_F(Schema, MarksTheFileAsOurs) {
    RawDatabase raw(home_.path);
    EXPECT_EQ(raw.text("PRAGMA application_id"), std::to_string(sqlite::kApplicationId));
    EXPECT_EQ(raw.text("PRAGMA user_version"), std::to_string(sqlite::newest_version()));
    EXPECT_EQ(raw.text("PRAGMA journal_mode"), "wal");
}

}  // namespace

}  // namespace tasksched::store
