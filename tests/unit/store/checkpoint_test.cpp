#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>

#include "tests/unit/store/raw_database.h"
#include "tests/unit/store/sample_store.h"

namespace tasksched::store {

namespace {

constexpr std::int64_t kAlways = 0;
constexpr std::int64_t kKiB = 1024;

class Checkpoint : public testing::Test {
  protected:
    [[nodiscard]] std::int64_t log_size() const {
        return static_cast<std::int64_t>(std::filesystem::file_size(home_.path + "-wal"));
    }

    StoreHome home_;
};

TEST_F(Checkpoint, MovesTheLogIntoTheDatabase) {
    const auto store = opened(home_.path);
    ASSERT_TRUE(insert_sample(*store));
    EXPECT_TRUE(*store->checkpoint(kAlways));
    EXPECT_FALSE(*store->checkpoint(kAlways)) << "there is nothing left to move";
    std::filesystem::copy_file(home_.path, home_.path + "-copy");
    EXPECT_EQ(RawDatabase(home_.path + "-copy").text("SELECT count(*) FROM tasks"), "1");
}

TEST_F(Checkpoint, WaitsForALogOfThatSize) {
    const auto store = opened(home_.path);
    ASSERT_TRUE(insert_sample(*store));
    EXPECT_FALSE(*store->checkpoint(4096 * kKiB));
    EXPECT_TRUE(*store->checkpoint(4096));
}

TEST_F(Checkpoint, KeepsTheLogFromGrowing) {
    const auto store = opened(home_.path);
    for (int i = 0; i < 20; ++i) {
        ASSERT_TRUE(insert_sample(*store));
        ASSERT_TRUE(store->checkpoint(64 * kKiB));
    }
    const std::int64_t after_some = log_size();
    for (int i = 0; i < 50; ++i) {
        ASSERT_TRUE(insert_sample(*store));
        ASSERT_TRUE(store->checkpoint(64 * kKiB));
    }
    EXPECT_LT(log_size(), 2 * after_some);
}

TEST_F(Checkpoint, CountsWhatOthersWrote) {
    const auto idle = opened(home_.path);
    const auto busy = opened(home_.path);
    ASSERT_TRUE(insert_sample(*idle));
    ASSERT_TRUE(*idle->checkpoint(kAlways));
    ASSERT_TRUE(insert_sample(*busy));
    EXPECT_FALSE(*idle->checkpoint(64 * kKiB));
    for (int i = 0; i < 20; ++i) {
        ASSERT_TRUE(insert_sample(*busy));
    }
    EXPECT_TRUE(*idle->checkpoint(64 * kKiB));
    EXPECT_FALSE(*busy->checkpoint(kAlways)) << "the other has moved it";
}

TEST_F(Checkpoint, IsNotMadeByACommitOrAClose) {
    {
        const auto store = opened(home_.path);
        for (int i = 0; i < 300; ++i) {
            ASSERT_TRUE(insert_sample(*store));
        }
    }
    EXPECT_GT(log_size(), 4'000'000) << "more than the engine's own limit of 1000 pages";
    EXPECT_EQ(opened(home_.path, OpenMode::kRead)->reader().tasks({})->size(), 300U);
    EXPECT_GT(log_size(), 4'000'000);
}

TEST_F(Checkpoint, IsNotMadeByAReader) {
    const auto writer = opened(home_.path);
    ASSERT_TRUE(insert_sample(*writer));
    const auto reader = opened(home_.path, OpenMode::kRead);
    EXPECT_FALSE(*reader->checkpoint(kAlways));
    EXPECT_TRUE(*writer->checkpoint(kAlways));
}

TEST_F(Checkpoint, DoesNotMoveWhatAReaderStillNeeds) {
    const auto store = opened(home_.path);
    ASSERT_TRUE(insert_sample(*store));
    RawDatabase reader(home_.path);
    reader.exec("BEGIN");
    ASSERT_EQ(reader.text("SELECT count(*) FROM tasks"), "1");
    ASSERT_TRUE(insert_sample(*store));
    EXPECT_FALSE(*store->checkpoint(kAlways));
    EXPECT_EQ(reader.text("SELECT count(*) FROM tasks"), "1");
    reader.exec("COMMIT");
    EXPECT_TRUE(*store->checkpoint(kAlways));
}

TEST_F(Checkpoint, LeavesTheLogToWhoOpensTheStoreNext) {
    ASSERT_TRUE(insert_sample(*opened(home_.path)));
    ASSERT_TRUE(*opened(home_.path)->checkpoint(kAlways));
    EXPECT_GT(log_size(), 0) << "why there is checkpoint_and_clear";
}

TEST_F(Checkpoint, ClearsTheLogsFileForWhoOpensTheStoreNext) {
    for (int i = 0; i < 3; ++i) {
        const auto store = opened(home_.path);
        ASSERT_TRUE(insert_sample(*store));
        EXPECT_TRUE(*store->checkpoint_and_clear(kAlways));
        EXPECT_EQ(log_size(), 0);
    }
    EXPECT_EQ(opened(home_.path, OpenMode::kRead)->reader().tasks({})->size(), 3U);
}

TEST_F(Checkpoint, KeepsALogBelowItsBoundWhole) {
    const auto store = opened(home_.path);
    ASSERT_TRUE(insert_sample(*store));
    EXPECT_FALSE(*store->checkpoint_and_clear(4096 * kKiB));
    EXPECT_GT(log_size(), 0);
}

TEST_F(Checkpoint, DoesNotClearALogThatIsReadAndDoesNotWait) {
    const auto store = opened(home_.path);
    ASSERT_TRUE(insert_sample(*store));
    RawDatabase reader(home_.path);
    reader.exec("BEGIN");
    ASSERT_EQ(reader.text("SELECT count(*) FROM tasks"), "1");
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_TRUE(*store->checkpoint_and_clear(kAlways));
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(4));
    EXPECT_GT(log_size(), 0);
    EXPECT_EQ(reader.text("SELECT count(*) FROM tasks"), "1");
    reader.exec("COMMIT");
    ASSERT_TRUE(insert_sample(*store)) << "the connection is as it was";
}

}  // namespace

}  // namespace tasksched::store
