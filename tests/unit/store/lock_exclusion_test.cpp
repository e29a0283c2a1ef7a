#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>

#include "tests/unit/store/sample_store.h"

namespace tasksched::store {

namespace {

using sqlite::Exclusion;

constexpr std::chrono::seconds kRaceTime{3};

/// Whether a checkpoint begins while another store object is in the middle of a write.
bool checkpoint_overlaps_write(Exclusion exclusion) {
    const StoreHome home;
    const auto writer = opened(home.path, OpenMode::kCreate, exclusion);
    const auto other = opened(home.path, OpenMode::kCreate, exclusion);
    bool overlaps = false;
    EXPECT_TRUE(insert_sample(*writer));
    EXPECT_TRUE(writer->write([&](Transaction& transaction) {
        overlaps = *other->checkpoint(0);
        return transaction.tasks()
            .insert(sample_task(), sample_command(), sample_author())
            .map([](model::TaskId) {});
    }));
    return overlaps;
}

/// Commits and checkpoints in turn until the time is over; returns how many tasks it stored, -1
/// where anything failed.
std::int64_t commit_and_checkpoint(const std::string& path) {
    const auto store = opened(path);
    const auto end = std::chrono::steady_clock::now() + kRaceTime;
    std::int64_t stored = 0;
    while (std::chrono::steady_clock::now() < end) {
        if (!insert_sample(*store) || !store->checkpoint(0)) {
            return -1;
        }
        ++stored;
    }
    return stored;
}

TEST(WriteLockExclusion, KeepsCheckpointsAndWritesApart) {
    EXPECT_FALSE(checkpoint_overlaps_write(Exclusion::kLockFile));
}

TEST(WriteLockExclusion, IsBrokenWithoutTheLockFile) {
    EXPECT_TRUE(checkpoint_overlaps_write(Exclusion::kNoneForTests));
}

TEST(WriteLockExclusion, KeepsAStoreWholeUnderCommitsAndCheckpointsOfTwoProcesses) {
    const StoreHome home;
    opened(home.path).reset();
    int counts[2];
    ASSERT_EQ(::pipe(counts), 0);
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        const std::int64_t stored = commit_and_checkpoint(home.path);
        ::_exit(::write(counts[1], &stored, sizeof stored) == sizeof stored ? 0 : 1);
    }
    const std::int64_t stored_here = commit_and_checkpoint(home.path);
    std::int64_t stored_there = 0;
    ASSERT_EQ(::read(counts[0], &stored_there, sizeof stored_there),
              static_cast<ssize_t>(sizeof stored_there));
    ASSERT_EQ(::waitpid(child, nullptr, 0), child);
    EXPECT_GT(stored_here, 0);
    EXPECT_GT(stored_there, 0);
    const auto report = check_store(home.location);
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_EQ(report->tasks, stored_here + stored_there);
}

}  // namespace

}  // namespace tasksched::store
