#include "common/model/overlap.h"

#include <gtest/gtest.h>

namespace tasksched::model {
namespace {

TEST(JudgeOverlap, AllowsAllBesideOpenRunsWithAllow) {
    EXPECT_EQ(judge_overlap(Overlap::kAllow, 3, 7).allowed, 3U);
    EXPECT_FALSE(counts_open_runs(Overlap::kAllow));
}

TEST(JudgeOverlap, SkipsAllBesideAnOpenRunWithSkip) {
    EXPECT_EQ(judge_overlap(Overlap::kSkip, 3, 1).allowed, 0U);
    EXPECT_EQ(judge_overlap(Overlap::kSkip, 3, 0).allowed, 3U) << "they are made up together";
}

TEST(JudgeOverlap, KeepsOneBesideAnOpenRunWithQueue) {
    EXPECT_EQ(judge_overlap(Overlap::kQueue, 3, 0).allowed, 3U);
    EXPECT_EQ(judge_overlap(Overlap::kQueue, 3, 1).allowed, 1U);
    EXPECT_EQ(judge_overlap(Overlap::kQueue, 0, 1).allowed, 0U);
    EXPECT_EQ(judge_overlap(Overlap::kQueue, 3, 2).allowed, 0U);
}

TEST(JudgeOverlap, EndsOpenRunsWithReplaceAlone) {
    EXPECT_TRUE(judge_overlap(Overlap::kReplace, 1, 2).ends_open_runs);
    EXPECT_FALSE(judge_overlap(Overlap::kReplace, 0, 2).ends_open_runs) << "nothing replaces them";
    for (const Overlap policy : {Overlap::kAllow, Overlap::kSkip, Overlap::kQueue}) {
        EXPECT_FALSE(judge_overlap(policy, 1, 2).ends_open_runs) << to_string(policy);
    }
}

}  // namespace
}  // namespace tasksched::model
