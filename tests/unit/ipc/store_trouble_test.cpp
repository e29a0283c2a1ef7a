#include "common/ipc/store_trouble.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <thread>

namespace tasksched::ipc {

namespace {

StoreTrouble sample(std::int64_t number) {
    return {.since = time::Instant(std::chrono::seconds(1'800'000'000)),
            .last = time::Instant(std::chrono::microseconds(1'800'000'001'000'002)),
            .failures = number,
            .down = true,
            .held = number,
            .error = "the store /s: no space left for it"};
}

TEST(TroubleNote, IsReadByWhoKnowsThePid) {
    const auto note = TroubleNote::create();
    ASSERT_TRUE(note);
    EXPECT_EQ(read_trouble(::getpid()), std::nullopt);
    note->write(sample(3));
    EXPECT_EQ(read_trouble(::getpid()), sample(3));
    note->write(std::nullopt);
    EXPECT_EQ(read_trouble(::getpid()), std::nullopt);
}

TEST(TroubleNote, CutsALongErrorAndEscapesItsControlCharacters) {
    const auto note = TroubleNote::create();
    StoreTrouble trouble = sample(1);
    trouble.error = "a\tb\n" + std::string(5000, 'x');
    note->write(trouble);
    const auto read = read_trouble(::getpid());
    ASSERT_TRUE(read);
    EXPECT_EQ(read->held, 1);
    EXPECT_TRUE(read->error.starts_with("a\\x09b\\x0Ax")) << read->error;
    EXPECT_GT(read->error.size(), 700U);
}

TEST(TroubleNote, IsReadAsAWholeWhileItIsReplaced) {
    const auto note = TroubleNote::create();
    std::atomic<bool> over{false};
    std::thread writer([&] {
        for (std::int64_t i = 1; !over; ++i) {
            note->write(sample(i));
        }
    });
    for (int i = 0; i < 1000; ++i) {
        if (const auto read = read_trouble(::getpid())) {
            EXPECT_EQ(*read, sample(read->failures));
        }
    }
    over = true;
    writer.join();
}

TEST(TroubleNote, IsNoneOfAProcessThatHasNone) {
    EXPECT_EQ(read_trouble(::getppid()), std::nullopt);
    EXPECT_EQ(read_trouble(999'999'999), std::nullopt);
}

}  // namespace

}  // namespace tasksched::ipc
