#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>

#include "common/store/sqlite/migrations.h"
#include "tests/unit/store/raw_database.h"
#include "tests/unit/store/sample_store.h"

namespace tasksched::store {

namespace {

using base::ErrorCode;
using testing::HasSubstr;

class StoreCheck : public testing::Test {
  protected:
    void SetUp() override {
        const auto store = opened(home_.path);
        for (int i = 0; i < 200; ++i) {
            ASSERT_TRUE(insert_sample(*store));
        }
        ASSERT_TRUE(*store->checkpoint(0));
    }

    void expect_damage(const std::string& sql, const std::string& text) {
        RawDatabase(home_.path).exec(sql);
        const auto report = check_store(home_.location);
        ASSERT_FALSE(report);
        EXPECT_EQ(report.error().code, ErrorCode::kFailed);
        EXPECT_THAT(report.error().message, HasSubstr(text));
        EXPECT_EQ(report.error().message.find('\n'), std::string::npos);
    }

    StoreHome home_;
};

TEST_F(StoreCheck, CountsWhatASoundStoreHolds) {
    const auto report = check_store(home_.location);
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_EQ(report->tasks, 200);
    EXPECT_EQ(report->runs, 0);
    EXPECT_EQ(report->schema_version, sqlite::newest_version());
}

TEST_F(StoreCheck, OfAMissingStoreIsRefused) {
    const Location nowhere{.engine = Engine::kSqlite, .path = home_.home.file("no.db"), .url = {}};
    EXPECT_EQ(check_store(nowhere).error().code, ErrorCode::kNotFound);
}

TEST_F(StoreCheck, FindsOverwrittenPages) {
    {
        std::fstream file(home_.path, std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(4096L * 12);
        file << std::string(4096L * 8, '\x5a');
    }
    const auto report = check_store(home_.location);
    ASSERT_FALSE(report);
    EXPECT_THAT(report.error().message, HasSubstr("is damaged"));
}

TEST_F(StoreCheck, OutlivesAnyFlippedByte) {
    const std::string sound = home_.home.read("tasks.db");
    // NOLINTNEXTLINE(cert-msc51-cpp,cert-msc32-c): the same bytes in every run of the test
    std::mt19937 random(20);
    for (int i = 0; i < 150; ++i) {
        std::string damaged = sound;
        char& byte = damaged[random() % damaged.size()];
        byte = static_cast<char>(static_cast<unsigned char>(byte) ^ (1U << (random() % 8)));
        home_.home.write("tasks.db", damaged);
        for (const char* suffix : {"-wal", "-shm", "-lock"}) {
            std::filesystem::remove(home_.path + suffix);
        }
        if (const auto report = check_store(home_.location); !report) {
            EXPECT_EQ(report.error().code, ErrorCode::kFailed);
            EXPECT_EQ(report.error().message.find('\n'), std::string::npos);
        }
        if (const auto store = open_store(home_.location, {.mode = OpenMode::kRead})) {
            static_cast<void>((*store)->reader().tasks({}));
        }
    }
}

TEST_F(StoreCheck, FindsATableThatIsNotOurs) {
    expect_damage("CREATE TABLE extra (a)", "tables are not those");
}

TEST_F(StoreCheck, FindsAMissingIndex) {
    expect_damage("DROP INDEX tasks_due", "tables are not those");
}

TEST_F(StoreCheck, FindsRowsThatReferToNothing) {
    expect_damage("INSERT INTO task_versions VALUES (999, 1, 0, 'x', 'x', NULL)",
                  "what it refers to is missing");
}

TEST_F(StoreCheck, FindsWrongCounters) {
    expect_damage("UPDATE meta SET done_tasks = 5", "counters");
}

TEST_F(StoreCheck, FindsATaskNewerThanTheStore) {
    expect_damage("UPDATE meta SET revision = 7", "newer than the store");
}

TEST_F(StoreCheck, FindsATaskWithoutItsCommand) {
    expect_damage("DELETE FROM commands WHERE task_id = 3", "task 3 has no command");
}

TEST_F(StoreCheck, FindsATaskThatCannotBeRead) {
    expect_damage("UPDATE tasks SET time_zone = 'Mars/Phobos' WHERE task_id = 5", "task 5");
}

TEST_F(StoreCheck, TellsHowToMendACommandThatCannotBeRead) {
    expect_damage("UPDATE commands SET argv = '{\"a\"' WHERE task_id = 4", "task 4");
}

TEST_F(StoreCheck, LeavesATaskThatCannotBeReadOutOfWhatIsDue) {
    RawDatabase(home_.path).exec("UPDATE tasks SET time_zone = 'Mars/Phobos' WHERE task_id = 5");
    const auto store = opened(home_.path);
    const auto due =
        store->due().due_tasks(time::Second(std::chrono::seconds(2'000'000'000)), 1000);
    ASSERT_TRUE(due);
    EXPECT_EQ(due->size(), 199U);
    const auto first =
        store->due().due_tasks(time::Second(std::chrono::seconds(2'000'000'000)), 10);
    ASSERT_EQ(first->size(), 10U);
    EXPECT_EQ(first->back().id.value, 11);
    EXPECT_FALSE(store->reader().task({5}));
}

}  // namespace

}  // namespace tasksched::store
