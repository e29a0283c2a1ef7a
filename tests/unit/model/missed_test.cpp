#include "common/model/missed.h"

#include <gtest/gtest.h>

namespace tasksched::model {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using time::Second;

Second minute(std::int64_t number) { return Second(minutes(number)); }

/// The minutes from `first` to `last`, of which the newest `known` are known one by one.
MissedSpan span(std::int64_t first, std::int64_t last, std::int64_t known = kMostMadeUp) {
    MissedSpan span{.first = minute(first), .through = minute(last), .count = last - first + 1};
    for (std::int64_t i = std::max(first, last - known + 1); i <= last; ++i) {
        span.newest.push_back(minute(i));
    }
    return span;
}

Skip skip(std::int64_t first, std::int64_t last, RunReason reason = RunReason::kMissed) {
    return {.first = minute(first),
            .through = minute(last),
            .count = last - first + 1,
            .reason = reason};
}

/// The verdict at minute 20'000.
MissedVerdict judge(CatchUp catch_up, const std::vector<MissedSpan>& spans,
                    std::optional<seconds> deadline = {}, std::optional<CatchUp> asked = {}) {
    Policies policies;
    policies.catch_up = catch_up;
    policies.deadline = deadline;
    return judge_missed(policies, spans, minute(20'000), asked);
}

TEST(JudgeMissed, SkipsAllWithCatchUpNone) {
    const auto verdict = judge(CatchUp::kNone, {span(1, 3), span(7, 8)});
    EXPECT_TRUE(verdict.run.empty());
    EXPECT_EQ(verdict.skip, (std::vector<Skip>{skip(1, 3), skip(7, 8)}));
    EXPECT_EQ(describe(verdict), "would skip all (catch-up none)");
}

TEST(JudgeMissed, RunsTheLatestOfAllSpans) {
    const auto verdict = judge(CatchUp::kLatest, {span(1, 3), span(7, 9)});
    EXPECT_EQ(verdict.run, std::vector<Second>{minute(9)});
    EXPECT_EQ(verdict.skip, (std::vector<Skip>{skip(1, 3), skip(7, 8)}));
    EXPECT_EQ(describe(verdict), "would run the latest");
    EXPECT_EQ(count_skipped(verdict), 5);
}

TEST(JudgeMissed, RunsTheOnlyOne) {
    const auto verdict = judge(CatchUp::kLatest, {span(5, 5)});
    EXPECT_EQ(verdict.run, std::vector<Second>{minute(5)});
    EXPECT_TRUE(verdict.skip.empty());
    EXPECT_EQ(describe(verdict), "would run it");
}

TEST(JudgeMissed, TakesOneThatCameInTimeForTheLatestUnlessAskedForTheLatest) {
    auto overtaken = span(1, 3);
    overtaken.overtaken = true;
    const auto verdict = judge(CatchUp::kLatest, {overtaken});
    EXPECT_TRUE(verdict.run.empty());
    EXPECT_EQ(describe(verdict), "would skip all (the one after them came in time)");
    EXPECT_EQ(judge(CatchUp::kNone, {overtaken}, {}, CatchUp::kLatest).run,
              std::vector<Second>{minute(3)});
    EXPECT_EQ(judge(CatchUp::kAll, {overtaken}).run.size(), 3U);
}

TEST(JudgeMissed, RunsAllInOrder) {
    const auto verdict = judge(CatchUp::kAll, {span(1, 2), span(7, 8)});
    EXPECT_EQ(verdict.run, (std::vector<Second>{minute(1), minute(2), minute(7), minute(8)}));
    EXPECT_TRUE(verdict.skip.empty());
    EXPECT_EQ(describe(verdict), "would run all 4");
}

TEST(JudgeMissed, BoundsAllOverTheSpansOfATask) {
    const auto verdict = judge(CatchUp::kAll, {span(1, 900), span(1001, 1600)});
    EXPECT_EQ(verdict.run.size(), 1000U);
    EXPECT_EQ(verdict.run.front(), minute(501));
    EXPECT_EQ(verdict.skip, std::vector<Skip>{skip(1, 500)});
}

TEST(JudgeMissed, DoesNotRunWhatIsNotKnownOneByOne) {
    // The earliest known one tells where those before it end.
    const auto verdict = judge(CatchUp::kAll, {span(1, 9000, 700)});
    EXPECT_EQ(verdict.run.size(), 699U);
    EXPECT_EQ(verdict.skip, std::vector<Skip>{skip(1, 9000 - 699)});
    const auto latest = judge(CatchUp::kAll, {span(1, 10), span(20, 9000, 700)});
    EXPECT_EQ(latest.run.size(), 699U);
    EXPECT_EQ(latest.skip.front(), skip(1, 10)) << "older than what is left out";
}

TEST(JudgeMissed, SkipsWhatIsPastItsDeadlineByNow) {
    const auto some = judge(CatchUp::kAll, {span(19'990, 19'995)}, minutes(8));
    EXPECT_EQ(some.run.front(), minute(19'992));
    EXPECT_EQ(some.skip, std::vector<Skip>{skip(19'990, 19'991, RunReason::kDeadline)});
    EXPECT_EQ(describe(some), "would run the latest 4 (others are past the deadline)");
    const auto none = judge(CatchUp::kLatest, {span(1, 3)}, minutes(8));
    EXPECT_EQ(none.skip, (std::vector<Skip>{skip(1, 2), skip(3, 3, RunReason::kDeadline)}));
    EXPECT_EQ(describe(none), "would skip all (past the deadline)");
}

TEST(JudgeMissed, AccountsForEveryOccurrenceOnce) {
    for (const auto catch_up : {CatchUp::kNone, CatchUp::kLatest, CatchUp::kAll}) {
        for (const auto deadline : {std::optional<seconds>(), std::optional<seconds>(minutes(9))}) {
            const std::vector<MissedSpan> spans{span(17'000, 19'000, 1000), span(19'985, 19'995)};
            const auto verdict = judge(catch_up, spans, deadline);
            const auto runs = static_cast<std::int64_t>(verdict.run.size());
            EXPECT_EQ(runs + *count_skipped(verdict), *count_missed(spans)) << to_string(catch_up);
        }
    }
}

TEST(JudgeMissed, TellsNoNumberWhereSomeWereTooManyToCount) {
    auto many = span(1, 9000, 700);
    many.count.reset();
    EXPECT_EQ(count_missed({many, span(9005, 9006)}), std::nullopt);
    EXPECT_EQ(count_skipped(judge(CatchUp::kLatest, {many})), std::nullopt);
}

TEST(JudgeMissed, KnowsNothingToDoWhereNothingWasMissed) {
    EXPECT_TRUE(judge(CatchUp::kAll, {}).run.empty());
    EXPECT_EQ(count_missed({}), 0);
}

TEST(SkipMissed, GivesEachSpanTheReason) {
    const auto verdict = skip_missed({span(1, 3), span(7, 8)}, RunReason::kTaskCancelled);
    EXPECT_TRUE(verdict.run.empty());
    EXPECT_EQ(verdict.skip, (std::vector<Skip>{skip(1, 3, RunReason::kTaskCancelled),
                                               skip(7, 8, RunReason::kTaskCancelled)}));
}

}  // namespace
}  // namespace tasksched::model
