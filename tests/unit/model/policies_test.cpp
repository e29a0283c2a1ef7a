#include "common/model/policies.h"

#include <gtest/gtest.h>

namespace tasksched::model {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

TEST(CatchUp, IsReadBackFromItsWord) {
    for (const CatchUp value : {CatchUp::kNone, CatchUp::kLatest, CatchUp::kAll}) {
        EXPECT_EQ(parse_catch_up(to_string(value)), value);
    }
}

TEST(Overlap, IsReadBackFromItsWord) {
    for (const Overlap value :
         {Overlap::kAllow, Overlap::kSkip, Overlap::kQueue, Overlap::kReplace}) {
        EXPECT_EQ(parse_overlap(to_string(value)), value);
    }
}

TEST(Overlap, TakesTheWordsOfKubernetes) {
    EXPECT_EQ(parse_overlap("Allow"), Overlap::kAllow);
    EXPECT_EQ(parse_overlap("Forbid"), Overlap::kSkip);
    EXPECT_EQ(parse_overlap("Replace"), Overlap::kReplace);
}

TEST(Overlap, ListsItsOwnWordsWhenItRefuses) {
    const auto overlap = parse_overlap("forbid");
    ASSERT_FALSE(overlap);
    EXPECT_EQ(overlap.error().message, "'forbid' is not one of allow, skip, queue, replace");
}

TEST(OnCrash, IsReadBackFromItsWord) {
    for (const OnCrash value : {OnCrash::kAsk, OnCrash::kRetry, OnCrash::kFail}) {
        EXPECT_EQ(parse_on_crash(to_string(value)), value);
    }
}

TEST(Backoff, ReadsBaseAndCap) {
    EXPECT_EQ(parse_backoff("10s..2h"), (Backoff{seconds(10), hours(2)}));
}

TEST(Backoff, KeepsTheCapOfAnHourForABaseAlone) {
    EXPECT_EQ(parse_backoff("5m"), (Backoff{seconds(300), hours(1)}));
}

TEST(Backoff, RaisesTheCapToALongerBase) {
    EXPECT_EQ(parse_backoff("3h"), (Backoff{hours(3), hours(3)}));
}

TEST(Backoff, RefusesACapBelowTheBase) {
    const auto backoff = parse_backoff("1h..30s");
    ASSERT_FALSE(backoff);
    EXPECT_EQ(backoff.error().code, base::ErrorCode::kInvalid);
    EXPECT_NE(backoff.error().message.find("30s..1h"), std::string::npos);
}

TEST(Backoff, RefusesWhatIsNoDuration) {
    for (const char* text : {"", "..", "1s..", "..1s", "fast", "1s..2s..3s", "0s", "-1s..2s"}) {
        EXPECT_FALSE(parse_backoff(text)) << text;
    }
}

TEST(Backoff, IsReadBackFromItsText) {
    for (const Backoff& backoff :
         {Backoff{}, Backoff{seconds(1), seconds(1)}, Backoff{seconds(90), hours(26)}}) {
        EXPECT_EQ(parse_backoff(format_backoff(backoff)), backoff) << format_backoff(backoff);
    }
}

}  // namespace
}  // namespace tasksched::model
