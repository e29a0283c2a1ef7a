#include <gtest/gtest.h>

#include "common/crontab/line_task.h"
#include "tests/support/random_crontab.h"

namespace tasksched::crontab {
namespace {

// That what is read is read alike without its comments is held here; that tables come back from the
// store as they were, by the tests of the command.
TEST(RandomTables, AreReadAndMeanTheSameWithMoreBlankLines) {
    constexpr int kTables = 500;
    constexpr std::uint64_t kSeed = 7;
    std::mt19937_64 random(kSeed);
    for (int number = 0; number < kTables; ++number) {
        const std::string text = support::random_crontab(random);
        const auto table = read_table(text);
        ASSERT_TRUE(table) << text << table.error().told_line << table.error().message;
        const auto below = read_table("\n# x\n" + text);
        ASSERT_TRUE(below);
        ASSERT_EQ(table->jobs.size(), below->jobs.size());
        for (std::size_t i = 0; i < table->jobs.size(); ++i) {
            EXPECT_EQ(definition_of(table->jobs[i]), definition_of(below->jobs[i])) << text;
            EXPECT_EQ(table->jobs[i].line + 2, below->jobs[i].line);
        }
    }
}

}  // namespace
}  // namespace tasksched::crontab
