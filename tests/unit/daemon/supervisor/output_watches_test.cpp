#include "daemon/supervisor/output_watches.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tasksched::daemon {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr AttemptKey kFirst{.run = 1, .attempt = 1};
constexpr AttemptKey kSecond{.run = 2, .attempt = 1};

OutputNews news(std::int64_t watch, std::int64_t at, const std::string& bytes, std::int64_t total) {
    return {.watch = watch, .piece = {.at = at, .bytes = bytes, .total = total}, .over = false};
}

OutputNews over(std::int64_t watch) { return {.watch = watch, .piece = {}, .over = true}; }

class OutputWatchesTest : public testing::Test {
  protected:
    std::vector<OutputNews> told() { return std::exchange(told_, {}); }

    OutputCapture capture_;
    OutputCapture other_;
    std::vector<OutputNews> told_;
    OutputWatches watches_{[this](const OutputNews& news) { told_.push_back(news); }};
};

TEST_F(OutputWatchesTest, AnswerAtOnceWhereThereIsOutput) {
    capture_.append("hello");
    watches_.add({.watch = 1, .key = kFirst, .from = 2}, capture_);
    EXPECT_THAT(told(), ElementsAre(news(1, 2, "llo", 5)));
}

TEST_F(OutputWatchesTest, AnswerOnceAsSoonAsThereIsOutput) {
    watches_.add({.watch = 1, .key = kFirst}, capture_);
    watches_.add({.watch = 2, .key = kSecond}, other_);
    EXPECT_THAT(told(), IsEmpty());
    capture_.append("a");
    EXPECT_THAT(told(), ElementsAre(news(1, 0, "a", 1)));
    capture_.append("b");
    EXPECT_THAT(told(), IsEmpty());
}

TEST_F(OutputWatchesTest, AnswerEachOfSeveralWhoWaitForDifferentBytes) {
    capture_.append("abc");
    watches_.add({.watch = 1, .key = kFirst, .from = 3}, capture_);
    watches_.add({.watch = 2, .key = kFirst, .from = 4}, capture_);
    capture_.append("d");
    EXPECT_THAT(told(), ElementsAre(news(1, 3, "d", 4)));
    capture_.append("e");
    EXPECT_THAT(told(), ElementsAre(news(2, 4, "e", 5)));
}

TEST_F(OutputWatchesTest, SayAtOnceThatThereIsNothingWhereThatIsAsked) {
    watches_.add({.watch = 1, .key = kFirst, .at_once = true}, capture_);
    EXPECT_THAT(told(), ElementsAre(news(1, 0, "", 0)));
    capture_.append("a");
    EXPECT_THAT(told(), IsEmpty());
}

TEST_F(OutputWatchesTest, SayThatAnAttemptIsOver) {
    watches_.add({.watch = 1, .key = kFirst}, capture_);
    watches_.add({.watch = 2, .key = kFirst}, capture_);
    watches_.add({.watch = 3, .key = kSecond}, other_);
    watches_.over(kFirst);
    EXPECT_THAT(told(), ElementsAre(over(1), over(2)));
    watches_.over(kFirst);
    EXPECT_THAT(told(), IsEmpty());
    other_.append("x");
    EXPECT_THAT(told(), ElementsAre(news(3, 0, "x", 1)));
}

TEST_F(OutputWatchesTest, AnswerNobodyWhoDoesNotWaitAnyMore) {
    watches_.add({.watch = 1, .key = kFirst}, capture_);
    watches_.add({.watch = 2, .key = kFirst}, capture_);
    watches_.remove(1);
    watches_.remove(99);
    capture_.append("a");
    EXPECT_THAT(told(), ElementsAre(news(2, 0, "a", 1)));
    watches_.add({.watch = 3, .key = kFirst, .from = 1}, capture_);
    watches_.clear();
    capture_.append("b");
    EXPECT_THAT(told(), IsEmpty());
}

TEST_F(OutputWatchesTest, WidenTheCapturesOfAFewAttemptsUntilTheyAreOver) {
    const std::string burst(8 * OutputCapture::kPart, 'x');
    const auto bytes_kept = [&](std::int64_t run, bool at_once) {
        OutputCapture capture;
        const AttemptKey key{.run = run, .attempt = 1};
        watches_.add({.watch = run, .key = key, .at_once = at_once}, capture);
        watches_.remove(run);
        capture.append(burst);
        std::int64_t kept = 0;
        for (auto piece = capture.read(0); !piece.bytes.empty();) {
            kept += static_cast<std::int64_t>(piece.bytes.size());
            piece = capture.read(piece.at + static_cast<std::int64_t>(piece.bytes.size()));
        }
        return static_cast<std::size_t>(kept);
    };
    EXPECT_EQ(bytes_kept(1000, true), 2 * OutputCapture::kPart);
    for (std::int64_t run = 1; run <= 64; ++run) {
        ASSERT_EQ(bytes_kept(run, false), burst.size());
    }
    EXPECT_EQ(bytes_kept(65, false), 2 * OutputCapture::kPart);
    watches_.over({.run = 7, .attempt = 1});
    EXPECT_EQ(bytes_kept(66, false), burst.size());
}

TEST_F(OutputWatchesTest, TakeAWrongByteForTheFirst) {
    capture_.append("abc");
    watches_.add({.watch = 1, .key = kFirst, .from = -5}, capture_);
    EXPECT_THAT(told(), ElementsAre(news(1, 0, "abc", 3)));
}

}  // namespace
}  // namespace tasksched::daemon
