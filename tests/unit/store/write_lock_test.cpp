#include "common/store/sqlite/write_lock.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <thread>

#include "tests/unit/store/sample_store.h"

namespace tasksched::store::sqlite {

namespace {

using base::ErrorCode;
using std::chrono::milliseconds;

class WriteLockFile : public testing::Test {
  protected:
    WriteLock open() { return *WriteLock::open(files_, Exclusion::kLockFile); }

    StoreHome home_;
    StoreFiles files_ = *find_files(home_.path);
};

TEST_F(WriteLockFile, IsPrivateAndStays) {
    auto lock = open();
    { const auto held = lock.acquire(milliseconds(0)); }
    struct stat found {};
    ASSERT_EQ(::lstat(files_.lock.c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 07777U, 0600U);
}

TEST_F(WriteLockFile, ExcludesAnotherHolderInTheSameProcess) {
    auto one = open();
    auto two = open();
    {
        const auto held = one.acquire(milliseconds(0));
        ASSERT_TRUE(held);
        const auto refused = two.acquire(milliseconds(5));
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, ErrorCode::kTryAgain);
        EXPECT_THAT(refused.error().message,
                    testing::HasSubstr("process " + std::to_string(::getpid())));
    }
    EXPECT_TRUE(two.acquire(milliseconds(0)));
}

TEST_F(WriteLockFile, ExcludesAnotherProcess) {
    auto lock = open();
    const auto held = lock.acquire(milliseconds(0));
    ASSERT_TRUE(held);
    EXPECT_TRUE(in_child([&] { return !open().acquire(milliseconds(5)).has_value(); }));
}

TEST_F(WriteLockFile, IsWaitedFor) {
    auto one = open();
    auto two = open();
    auto held = std::make_unique<base::Result<WriteLock::Held>>(one.acquire(milliseconds(0)));
    std::thread releases([&] { held.reset(); });
    EXPECT_TRUE(two.acquire(milliseconds(5000)));
    releases.join();
}

TEST_F(WriteLockFile, IsGoneWithItsHolder) {
    EXPECT_TRUE(in_child([&]() -> bool {
        auto lock = open();
        const auto held = lock.acquire(milliseconds(0));
        ::_exit(held ? 0 : 1);
    }));
    EXPECT_TRUE(open().acquire(milliseconds(0)));
}

TEST_F(WriteLockFile, TellsWhoHoldsIt) {
    EXPECT_EQ(*lock_holder(files_), std::nullopt);
    auto lock = open();
    {
        const auto held = lock.acquire(milliseconds(0));
        EXPECT_EQ(*lock_holder(files_), ::getpid());
    }
    EXPECT_EQ(*lock_holder(files_), std::nullopt);
    EXPECT_EQ(lock.note().pid, ::getpid());
}

TEST_F(WriteLockFile, IsTakenAnewWhereItWasReplaced) {
    auto one = open();
    ASSERT_EQ(::unlink(files_.lock.c_str()), 0);
    auto two = open();
    const auto held = two.acquire(milliseconds(0));
    ASSERT_TRUE(held);
    EXPECT_FALSE(one.acquire(milliseconds(5)));
}

TEST_F(WriteLockFile, IsNoLink) {
    const std::string target = home_.home.write("target", "content");
    ASSERT_EQ(::symlink(target.c_str(), files_.lock.c_str()), 0);
    const auto lock = WriteLock::open(files_, Exclusion::kLockFile);
    ASSERT_FALSE(lock);
    EXPECT_THAT(lock.error().message, testing::HasSubstr("symbolic link"));
    EXPECT_EQ(home_.home.read("target"), "content");
}

TEST_F(WriteLockFile, IsNoPipe) {
    ASSERT_EQ(::mkfifo(files_.lock.c_str(), 0600), 0);
    const auto lock = WriteLock::open(files_, Exclusion::kLockFile);
    ASSERT_FALSE(lock);
    EXPECT_EQ(lock.error().code, ErrorCode::kFailed);
}

TEST_F(WriteLockFile, KeepsWhichFilesItIsFor) {
    auto lock = open();
    {
        const auto held = lock.acquire(milliseconds(0));
        ASSERT_TRUE(lock.set_files("1.2.3", "4.5.6"));
    }
    auto other = open();
    const auto held = other.acquire(milliseconds(0));
    EXPECT_EQ(other.note().database, "1.2.3");
    EXPECT_EQ(other.note().log, "4.5.6");
}

}  // namespace

}  // namespace tasksched::store::sqlite
