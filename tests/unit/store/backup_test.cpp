#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "tests/unit/store/sample_store.h"

namespace tasksched::store {

namespace {

class Backup : public testing::Test {
  protected:
    [[nodiscard]] static Location at(const std::string& path) {
        return {.engine = Engine::kSqlite, .path = path, .url = {}};
    }

    StoreHome home_;
    std::string target_ = home_.home.file("backup.db");
};

TEST_F(Backup, HoldsWhatWasCommitted) {
    const auto store = opened(home_.path);
    ASSERT_TRUE(insert_sample(*store));
    ASSERT_TRUE(store->checkpoint(0));
    ASSERT_TRUE(insert_sample(*store));
    ASSERT_TRUE(backup_store(home_.location, target_));
    ASSERT_TRUE(insert_sample(*store));
    const auto report = check_store(at(target_));
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_EQ(report->tasks, 2);
}

TEST_F(Backup, IsAPrivateFileThatStandsAlone) {
    ASSERT_TRUE(insert_sample(*opened(home_.path)));
    ASSERT_TRUE(backup_store(home_.location, target_));
    struct stat found {};
    ASSERT_EQ(::stat(target_.c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 07777U, 0600U);
    for (const auto& entry : std::filesystem::directory_iterator(home_.home.path())) {
        const std::string name = entry.path().filename();
        EXPECT_TRUE(name == "backup.db" || name.starts_with("tasks.db")) << name;
    }
}

TEST_F(Backup, CanBeWorkedWith) {
    ASSERT_TRUE(insert_sample(*opened(home_.path)));
    ASSERT_TRUE(backup_store(home_.location, target_));
    EXPECT_TRUE(insert_sample(*opened(target_, OpenMode::kWrite)));
}

TEST_F(Backup, DoesNotReplaceAFile) {
    ASSERT_TRUE(insert_sample(*opened(home_.path)));
    home_.home.write("backup.db", "precious");
    const auto refused = backup_store(home_.location, target_);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, base::ErrorCode::kInvalid);
    EXPECT_EQ(home_.home.read("backup.db"), "precious");
}

TEST_F(Backup, OfAMissingStoreIsRefused) {
    EXPECT_EQ(backup_store(home_.location, target_).error().code, base::ErrorCode::kNotFound);
    EXPECT_FALSE(std::filesystem::exists(target_));
}

TEST_F(Backup, IntoAMissingDirectoryIsRefused) {
    ASSERT_TRUE(insert_sample(*opened(home_.path)));
    EXPECT_EQ(backup_store(home_.location, home_.home.file("no/backup.db")).error().code,
              base::ErrorCode::kFailed);
}

}  // namespace

}  // namespace tasksched::store
