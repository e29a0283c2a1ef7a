#include "daemon/notices/throttle.h"

#include <gtest/gtest.h>

namespace tasksched::daemon {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr time::Instant kNow{hours(500'000)};

model::Notice after_try(std::optional<time::Instant> task_tried_at) {
    model::Notice notice;
    notice.task_tried_at = task_tried_at;
    return notice;
}

TEST(NoticeThrottle, LetsTheFirstThrough) {
    EXPECT_FALSE(held_until(after_try(std::nullopt), hours(1), kNow));
}

TEST(NoticeThrottle, HoldsTheNextBackForTheInterval) {
    const auto at = kNow - minutes(10);
    EXPECT_EQ(held_until(after_try(at), hours(1), kNow), at + hours(1));
    EXPECT_FALSE(held_until(after_try(at), minutes(10), kNow)) << "at its end it is told";
    EXPECT_FALSE(held_until(after_try(at), seconds(0), kNow)) << "0 holds nothing back";
}

TEST(NoticeThrottle, DoesNotTrustATryFromTheFuture) {
    EXPECT_FALSE(held_until(after_try(kNow + hours(2)), hours(1), kNow));
}

TEST(NoticeThrottle, TellsEachAsLongAsTheAddressHasMessagesLeft) {
    EXPECT_EQ(how_to_tell(1, 0, 20), Telling::kEach);
    EXPECT_EQ(how_to_tell(20, 0, 20), Telling::kEach);
    EXPECT_EQ(how_to_tell(21, 0, 20), Telling::kTogether);
    EXPECT_EQ(how_to_tell(1, 19, 20), Telling::kEach);
    EXPECT_EQ(how_to_tell(2, 19, 20), Telling::kTogether);
    EXPECT_EQ(how_to_tell(1, 20, 20), Telling::kLater);
    EXPECT_EQ(how_to_tell(1, 25, 20), Telling::kLater) << "max_per_hour was made smaller";
}

TEST(NoticeThrottle, TellsAgainWhenTheFirstMessageIsAnHourOld) {
    EXPECT_EQ(told_again_at({.messages = 20, .first = kNow - minutes(50)}, kNow),
              kNow + minutes(10));
    EXPECT_EQ(told_again_at({.messages = 20, .first = kNow - hours(2)}, kNow), kNow + seconds(1));
    EXPECT_EQ(told_again_at({.messages = 20, .first = kNow + hours(9)}, kNow), kNow + hours(1))
        << "the clock was set back";
}

TEST(NoticeThrottle, TriesLessAndLessOftenForADay) {
    EXPECT_EQ(next_try(1, kNow), kNow + seconds(30));
    EXPECT_EQ(next_try(2, kNow), kNow + seconds(60));
    EXPECT_EQ(next_try(8, kNow), kNow + hours(1));
    EXPECT_EQ(next_try(1'000'000, kNow), kNow + hours(1));
    int tries = 1;
    time::Instant at = kNow;
    while (!is_given_up(kNow, next_try(tries, at))) {
        at = next_try(tries++, at);
    }
    EXPECT_LT(tries, 40) << "a day without a mail server costs few tries";
    EXPECT_GE(at, kNow + hours(23));
    EXPECT_LE(at, kNow + hours(24));
}

}  // namespace
}  // namespace tasksched::daemon
