#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include "common/store/sqlite/opening.h"
#include "tests/unit/store/sample_store.h"

namespace tasksched::store {

namespace {

using sqlite::Exclusion;

class ConnectionSettings : public testing::TestWithParam<OpenMode> {
  protected:
    void SetUp() override {
        opened(home_.path).reset();
        auto files = sqlite::open_files(home_.path, {.mode = GetParam()}, Exclusion::kLockFile);
        ASSERT_TRUE(files);
        ASSERT_TRUE(sqlite::make_ready(*files, {.mode = GetParam()}));
        store_.emplace(std::move(*files));
    }

    std::string pragma(const std::string& name) {
        return store_->database.handle().execAndGet("PRAGMA " + name).getString();
    }

    int config(int option) {
        int value = -1;
        sqlite3_db_config(store_->database.handle().getHandle(), option, -1, &value);
        return value;
    }

    StoreHome home_;
    std::optional<sqlite::OpenedStore> store_;
};

INSTANTIATE_TEST_SUITE_P(Modes, ConnectionSettings,
                         testing::Values(OpenMode::kRead, OpenMode::kWrite, OpenMode::kCreate));

TEST_P(ConnectionSettings, MakeCommitsDurable) {
    EXPECT_EQ(pragma("journal_mode"), "wal");
    EXPECT_EQ(pragma("synchronous"), "2");
}

TEST_P(ConnectionSettings, NeverCheckpointByThemselves) {
    EXPECT_EQ(config(SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE), 1);
}

TEST_P(ConnectionSettings, CheckWhatTheyRead) {
    EXPECT_EQ(pragma("foreign_keys"), "1");
    EXPECT_EQ(pragma("cell_size_check"), "1");
    EXPECT_EQ(pragma("trusted_schema"), "0");
}

TEST_P(ConnectionSettings, SwitchOffWhatAStoreDoesNotNeed) {
    EXPECT_EQ(config(SQLITE_DBCONFIG_DEFENSIVE), 1);
    EXPECT_EQ(config(SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION), 0);
    EXPECT_EQ(config(SQLITE_DBCONFIG_ENABLE_TRIGGER), 0);
    EXPECT_EQ(config(SQLITE_DBCONFIG_ENABLE_VIEW), 0);
    EXPECT_THROW(store_->database.handle().exec("ATTACH ':memory:' AS other"), SQLite::Exception);
}

TEST(StoreFilesMade, ArePrivate) {
    const support::TemporaryHome home;
    const std::string directory = home.file("data/tasksched");
    const auto store = opened(directory + "/tasks.db");
    ASSERT_TRUE(insert_sample(*store));
    struct stat found {};
    ASSERT_EQ(::stat(directory.c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 07777U, 0700U);
    for (const char* suffix : {"", "-wal", "-shm", "-lock"}) {
        ASSERT_EQ(::stat((directory + "/tasks.db" + suffix).c_str(), &found), 0) << suffix;
        EXPECT_EQ(found.st_mode & 07777U, 0600U) << suffix;
    }
}

TEST(StoreFilesMade, ArePrivateWhateverTheUmask) {
    const support::TemporaryHome home;
    const mode_t before = ::umask(0);
    const auto store = opened(home.file("tasks.db"));
    ASSERT_TRUE(insert_sample(*store));
    ::umask(before);
    struct stat found {};
    for (const char* suffix : {"", "-wal", "-shm", "-lock"}) {
        ASSERT_EQ(::stat(home.file(std::string("tasks.db") + suffix).c_str(), &found), 0);
        EXPECT_EQ(found.st_mode & 07777U, 0600U) << suffix;
    }
}

TEST(StoreFilesMade, AreFoundThroughALinkedDirectory) {
    const support::TemporaryHome home;
    opened(home.file("real/tasks.db")).reset();
    ASSERT_EQ(::symlink(home.file("real").c_str(), home.file("link").c_str()), 0);
    EXPECT_TRUE(insert_sample(*opened(home.file("link/tasks.db"))));
}

}  // namespace

}  // namespace tasksched::store
