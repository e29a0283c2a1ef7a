#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/store/query_rows.h"
#include "tests/unit/store/raw_database.h"
#include "tests/unit/store/sample_store.h"

namespace tasksched::store {

namespace {

using testing::HasSubstr;
using Rows = std::vector<std::vector<QueryValue>>;

/// A store with a task of alice's and one of bob's, each with a run and an attempt.
class UserQuery : public testing::Test {
  protected:
    void SetUp() override {
        ASSERT_TRUE(insert_sample(*opened(home_.path)));
        ASSERT_TRUE(insert_sample(*opened(home_.path)));
        RawDatabase raw(home_.path);
        raw.exec("UPDATE tasks SET user_id = 'bob' WHERE task_id = 2");
        for (const char* row : {"1, 1, 'alice'", "2, 1, 'bob'"}) {
            raw.exec(
                "INSERT INTO runs (task_id, version, user_id, type, scheduled_for, created_at,"
                " not_before, state, attempt, priority, ended_at) VALUES (" +
                std::string(row) + ", 'command', 60, 0, 60, 'failed', 1, 0, 99)");
        }
        for (const char* run : {"1", "2"}) {
            raw.exec("INSERT INTO attempts (run_id, attempt, host, started_at) VALUES (" +
                     std::string(run) + ", 1, 'h', 5)");
        }
    }

    base::Result<Rows> query(const std::string& sql,
                             const std::optional<std::string>& user = "alice",
                             const QueryLimits& limits = {}) {
        Rows rows;
        const auto done =
            query_rows(home_.location, sql, user, limits, [&](const std::vector<QueryValue>& row) {
                rows.push_back(row);
                return base::Result<void>();
            });
        return done.map([&] { return rows; });
    }

    std::string refusal(const std::string& sql) {
        const auto rows = query(sql);
        if (rows) {
            return "accepted";
        }
        EXPECT_EQ(rows.error().code, base::ErrorCode::kInvalid) << rows.error().message;
        return rows.error().message;
    }

    StoreHome home_;
};

TEST_F(UserQuery, HandsOutTheNamesAndTheRows) {
    EXPECT_EQ(query("SELECT task_id AS id, name, type FROM tasks").value(),
              (Rows{{"id", "name", "type"}, {"1", std::nullopt, "command"}}));
    EXPECT_EQ(query("SELECT 1.5, 'x', x'0aff' WHERE 1;  -- end").value(),
              (Rows{{"1.5", "'x'", "x'0aff'"}, {"1.5", "x", "0aff"}}));
}

TEST_F(UserQuery, SeesTheRowsOfOneUserAlone) {
    for (const char* table : {"tasks", "runs", "attempts", "task_versions"}) {
        EXPECT_EQ(query("SELECT count(*) FROM " + std::string(table)).value()[1][0], "1") << table;
    }
    EXPECT_EQ(query("SELECT user_id FROM runs", "bob").value()[1][0], "bob");
    EXPECT_EQ(query("SELECT count(*) FROM runs", std::nullopt).value()[1][0], "2")
        << "an operator's";
    EXPECT_EQ(query("SELECT count(*) FROM tasks", "x' OR '1' = '1").value()[1][0], "0");
}

TEST_F(UserQuery, CannotGetAroundTheViewsOfItsRows) {
    for (const char* sql : {
             "SELECT * FROM main.tasks",
             "SELECT * FROM \"main\".runs",
             "WITH tasks AS (SELECT * FROM main.tasks) SELECT * FROM tasks",
             "WITH own AS (SELECT * FROM main.runs) SELECT * FROM own",
             "SELECT (SELECT count(*) FROM main.tasks)",
             "SELECT * FROM (SELECT * FROM main.tasks) AS tasks",
             "SELECT * FROM tasks JOIN main.runs USING (task_id)",
             "SELECT 1 WHERE EXISTS (SELECT 1 FROM main.attempts)",
             "SELECT * FROM temp.sqlite_master",
             "SELECT * FROM sqlite_temp_schema",
             "SELECT sql FROM sqlite_schema",
         }) {
        EXPECT_THAT(refusal(sql), HasSubstr("a query may not use the table")) << sql;
    }
}

TEST_F(UserQuery, ReadsNoTableWithSecrets) {
    for (const char* table : {"commands", "outputs", "meta", "notices", "reports", "run_items",
                              "kept_results", "emails", "http_requests", "sqlite_master"}) {
        EXPECT_NE(refusal("SELECT * FROM " + std::string(table)), "accepted") << table;
    }
    EXPECT_THAT(refusal("SELECT * FROM pragma_database_list"), HasSubstr("a query may not use"));
}

TEST_F(UserQuery, ChangesNothing) {
    for (const char* sql : {
             "DELETE FROM tasks",
             "UPDATE tasks SET name = 'x'",
             "INSERT INTO runs (task_id) VALUES (1)",
             "DROP TABLE tasks",
             "CREATE TABLE x (y)",
             "CREATE TEMP TABLE x (y)",
             "ATTACH '/tmp/x.db' AS x",
             "DETACH main",
             "PRAGMA query_only = OFF",
             "PRAGMA journal_mode = DELETE",
             "VACUUM INTO '/tmp/x.db'",
             "BEGIN IMMEDIATE",
             "COMMIT",
             "REINDEX",
             "ANALYZE",
             "WITH x AS (SELECT 1) DELETE FROM tasks",
             "DELETE FROM main.tasks RETURNING *",
         }) {
        EXPECT_NE(refusal(sql), "accepted") << sql;
    }
    EXPECT_EQ(RawDatabase(home_.path).text("SELECT count(*) FROM tasks"), "2");
}

TEST_F(UserQuery, CallsNoFunctionThatIsNotNamed) {
    for (const char* sql : {"SELECT load_extension('/tmp/x.so')", "SELECT readfile('/etc/passwd')",
                            "SELECT writefile('/tmp/x', 'y')", "SELECT randomblob(1000000000)",
                            "SELECT zeroblob(1000000000)", "SELECT sqlite_compileoption_get(1)"}) {
        EXPECT_NE(refusal(sql), "accepted") << sql;
    }
    EXPECT_TRUE(
        query("SELECT datetime(ended_at / 1000000, 'unixepoch'), count(*), "
              "round(avg(attempt), 1), upper(state), row_number() OVER (ORDER BY run_id) "
              "FROM runs GROUP BY state"));
}

TEST_F(UserQuery, IsOneSelect) {
    EXPECT_THAT(refusal("SELECT 1; SELECT 2"), HasSubstr("more than one statement"));
    EXPECT_THAT(refusal("SELECT 1; DROP TABLE tasks"), HasSubstr("more than one statement"));
    EXPECT_THAT(refusal(""), HasSubstr("empty"));
    EXPECT_THAT(refusal("-- nothing"), HasSubstr("empty"));
    EXPECT_THAT(refusal(std::string("SELECT 1\0; SELECT 2", 19)), HasSubstr("NUL"));
    EXPECT_THAT(refusal("SELEC 1"), HasSubstr("syntax error"));
    EXPECT_THAT(refusal("SELECT colour FROM tasks"), HasSubstr("no such column"));
    EXPECT_EQ(refusal("SELECT ';' ; -- a ; b"), "accepted");
}

TEST_F(UserQuery, IsEndedWhenItsTimeIsOver) {
    QueryLimits limits;
    limits.time = std::chrono::milliseconds(50);
    const auto rows = query(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n",
        "alice", limits);
    ASSERT_FALSE(rows);
    EXPECT_EQ(rows.error().code, base::ErrorCode::kFailed);
    EXPECT_THAT(rows.error().message, HasSubstr("took longer than"));
}

TEST_F(UserQuery, IsEndedWhereItHasTooManyRows) {
    QueryLimits limits;
    limits.rows = 10;
    const auto rows =
        query("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n",
              "alice", limits);
    ASSERT_FALSE(rows);
    EXPECT_THAT(rows.error().message, HasSubstr("more than 10 rows"));
}

TEST_F(UserQuery, IsEndedWhereItWantsTooMuchMemory) {
    // In a process of its own: the limit is the process's.
    EXPECT_TRUE(in_child([this] {
        QueryLimits limits;
        limits.memory = 8 * 1024 * 1024;
        const auto rows = query(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1000000) "
            "SELECT group_concat(i || 'xxxxxxxxxxxxxxxxxxxx') FROM n",
            "alice", limits);
        return !rows && rows.error().code != base::ErrorCode::kTryAgain;
    }));
}

TEST_F(UserQuery, NeedsAStoreThatIsThere) {
    const auto rows = query_rows(
        {.engine = Engine::kSqlite, .path = home_.path + "x", .url = {}}, "SELECT 1", "alice", {},
        [](const std::vector<QueryValue>&) { return base::Result<void>(); });
    ASSERT_FALSE(rows);
    EXPECT_EQ(rows.error().code, base::ErrorCode::kNotFound);
}

}  // namespace

}  // namespace tasksched::store
