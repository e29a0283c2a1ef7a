#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "common/store/sqlite/store_files.h"
#include "tests/unit/store/raw_database.h"
#include "tests/unit/store/sample_store.h"

namespace tasksched::store {

namespace {

namespace fs = std::filesystem;
using base::ErrorCode;

class ReplacedFile : public testing::Test {
  protected:
    static void fill(const std::string& path, int tasks) {
        const auto store = opened(path);
        for (int i = 0; i < tasks; ++i) {
            ASSERT_TRUE(insert_sample(*store));
        }
    }

    std::int64_t tasks() {
        const auto report = check_store(home_.location);
        EXPECT_TRUE(report) << report.error().message;
        return report ? report->tasks : -1;
    }

    StoreHome home_;
    std::string other_ = home_.home.file("other.db");
};

TEST_F(ReplacedFile, IsNoticedByAWriter) {
    const auto store = opened(home_.path);
    ASSERT_TRUE(insert_sample(*store));
    fill(home_.home.file("source.db"), 3);
    ASSERT_TRUE(backup_store({.path = home_.home.file("source.db"), .url = {}}, other_));
    fs::rename(other_, home_.path);
    EXPECT_EQ(insert_sample(*store).error().code, ErrorCode::kTryAgain);
    EXPECT_EQ(store->changed_by_others().error().code, ErrorCode::kTryAgain);
    EXPECT_EQ(store->checkpoint(0).error().code, ErrorCode::kTryAgain);
}

TEST_F(ReplacedFile, IsNoticedWhereItWasDeleted) {
    const auto store = opened(home_.path);
    ASSERT_EQ(::unlink(home_.path.c_str()), 0);
    EXPECT_EQ(insert_sample(*store).error().code, ErrorCode::kTryAgain);
}

TEST_F(ReplacedFile, DoesNotTakeTheLogOfTheOneBefore) {
    fill(home_.path, 30);
    fill(home_.home.file("source.db"), 3);
    ASSERT_TRUE(backup_store({.path = home_.home.file("source.db"), .url = {}}, other_));
    fs::rename(other_, home_.path);
    EXPECT_EQ(tasks(), 3);
    EXPECT_TRUE(insert_sample(*opened(home_.path)));
    EXPECT_EQ(tasks(), 4);
}

TEST_F(ReplacedFile, LeavesTheLogOfTheOneBeforeUnderAnotherName) {
    fill(home_.path, 30);
    fs::rename(home_.path, home_.home.file("kept.db"));
    fill(home_.home.file("source.db"), 3);
    ASSERT_TRUE(backup_store({.path = home_.home.file("source.db"), .url = {}}, home_.path));
    EXPECT_EQ(tasks(), 3);
    std::string aside;
    for (const auto& entry : fs::directory_iterator(home_.home.path())) {
        if (entry.path().filename().string().starts_with("tasks.db-wal-of-")) {
            aside = entry.path();
        }
    }
    ASSERT_FALSE(aside.empty());
    fs::rename(aside, home_.home.file("kept.db-wal"));
    EXPECT_EQ(RawDatabase(home_.home.file("kept.db")).text("SELECT count(*) FROM tasks"), "30");
}

TEST_F(ReplacedFile, KeepsALogThatWasCopiedWithIt) {
    fill(home_.path, 30);
    fs::create_directory(home_.home.file("copy"));
    fs::permissions(home_.home.file("copy"), fs::perms::owner_all);
    for (const char* suffix : {"", "-wal", "-lock"}) {
        fs::copy_file(home_.path + suffix, home_.home.file("copy/tasks.db") + suffix);
    }
    const auto report = check_store({.path = home_.home.file("copy/tasks.db"), .url = {}});
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_EQ(report->tasks, 30);
}

TEST(FileIdentity, TellsFilesApart) {
    const support::TemporaryHome home;
    const std::string a = home.write("a", "x");
    const std::string b = home.write("b", "x");
    EXPECT_EQ(sqlite::identity_of(a), sqlite::identity_of(a));
    EXPECT_NE(sqlite::identity_of(a), sqlite::identity_of(b));
    EXPECT_EQ(sqlite::identity_of(home.file("c")), "");
}

}  // namespace

}  // namespace tasksched::store
