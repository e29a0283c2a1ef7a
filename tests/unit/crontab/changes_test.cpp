#include "common/crontab/changes.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tasksched::crontab {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// For each new job "same N", "was N" or "new", N its place among the old ones from 0; then the
/// places that are gone.
std::vector<std::string> compared(const std::string& before, const std::string& after) {
    const auto old_table = read_table(before);
    const auto new_table = read_table(after);
    EXPECT_TRUE(old_table && new_table);
    const Changes changes = compare(old_table->jobs, new_table->jobs);
    std::vector<std::string> result;
    for (const Origin& origin : changes.origins) {
        result.push_back(origin.old
                             ? fmt::format("{} {}", origin.is_same ? "same" : "was", *origin.old)
                             : "new");
    }
    for (const std::size_t place : changes.gone) {
        result.push_back(fmt::format("gone {}", place));
    }
    return result;
}

TEST(Changes, FindLinesWhereverTheyStand) {
    EXPECT_THAT(compared("1 1 * * * a\n2 2 * * * b\n", "# x\n2 2 * * * b\n\n1 1 * * * a\n"),
                ElementsAre("same 1", "same 0"));
}

TEST(Changes, TellEqualLinesApartByTheirOrder) {
    EXPECT_THAT(compared("1 1 * * * a\n1 1 * * * a\n", "1 1 * * * a\n"),
                ElementsAre("same 0", "gone 1"));
}

TEST(Changes, KnowALineByItsNameItsCommandOrItsPlace) {
    EXPECT_THAT(
        compared("# tasksched: name=n\n1 1 * * * a\n", "# tasksched: name=n\n2 2 * * * b\n"),
        ElementsAre("was 0"));
    EXPECT_THAT(compared("0 0 * * * x\n1 1 * * * a\n", "3 3 * * * a\n0 0 * * * x\n"),
                ElementsAre("was 1", "same 0"));
    EXPECT_THAT(compared("0 0 * * * x\n1 1 * * * a\n2 2 * * * z\n",
                         "0 0 * * * x\n1 1 * * * b\n2 2 * * * z\n"),
                ElementsAre("same 0", "was 1", "same 2"));
}

TEST(Changes, TakeALineThatSharesNothingForANewOne) {
    EXPECT_THAT(compared("1 1 * * * a\n", "2 2 * * * b\n"), ElementsAre("new", "gone 0"));
    EXPECT_THAT(compared("", "2 2 * * * b\n"), ElementsAre("new"));
    EXPECT_THAT(compared("1 1 * * * a\n", ""), ElementsAre("gone 0"));
    EXPECT_THAT(compared("", ""), IsEmpty());
}

TEST(Changes, OfAVariableAreThoseOfTheLinesBelowIt) {
    EXPECT_THAT(compared("0 0 * * * x\nA=1\n1 1 * * * a\n", "0 0 * * * x\nA=2\n1 1 * * * a\n"),
                ElementsAre("same 0", "was 1"));
}

}  // namespace
}  // namespace tasksched::crontab
