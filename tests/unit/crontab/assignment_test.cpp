#include "common/crontab/assignment.h"

#include <gtest/gtest.h>

namespace tasksched::crontab {
namespace {

/// "NAME|VALUE", or "none".
std::string read(std::string_view line) {
    const auto assignment = read_assignment(line);
    return assignment ? assignment->name + '|' + assignment->value : "none";
}

TEST(Assignment, TakesBlanksAroundTheSign) {
    EXPECT_EQ(read("PATH=/bin"), "PATH|/bin");
    EXPECT_EQ(read("PATH \t=  /bin"), "PATH|/bin");
    EXPECT_EQ(read("PATH=/bin \t "), "PATH|/bin");
    EXPECT_EQ(read("PATH=/bin\r"), "PATH|/bin");
}

TEST(Assignment, TakesQuotesOfEitherKindAroundNameAndValue) {
    EXPECT_EQ(read(R"(A="b c")"), "A|b c");
    EXPECT_EQ(read(R"('A B' = 'c "d"')"), R"(A B|c "d")");
    EXPECT_EQ(read(R"(A=b "c")"), R"(A|b "c")");
    EXPECT_EQ(read(R"(A="'b'")"), "A|b");
}

TEST(Assignment, TakesAnEmptyValueOnlyBetweenQuotes) {
    EXPECT_EQ(read(R"(MAILTO="")"), "MAILTO|");
    EXPECT_EQ(read("MAILTO=''"), "MAILTO|");
    EXPECT_EQ(read("MAILTO="), "none");
    EXPECT_EQ(read("MAILTO=  "), "none");
}

TEST(Assignment, ExpandsNothing) { EXPECT_EQ(read("A=$HOME/x~\\n"), "A|$HOME/x~\\n"); }

TEST(Assignment, LeavesJobsAndBrokenQuotesAlone) {
    EXPECT_EQ(read("* * * * * A=b c"), "none");
    EXPECT_EQ(read("0 0 1 1 * x"), "none");
    EXPECT_EQ(read(R"(A="b" c)"), "none");
    EXPECT_EQ(read(R"(A="b)"), "none");
    EXPECT_EQ(read(R"("A=B"=c)"), "none");
    EXPECT_EQ(read(""), "none");
}

TEST(Assignment, TakesNamesThatAreNoneOfAShell) {
    EXPECT_EQ(read("=x"), "|x");
    EXPECT_EQ(read("a.b=x"), "a.b|x");
}

TEST(Variables, OfALineStayAsTheyAreWhenLaterOnesChange) {
    Variables variables;
    variables.set({"A", "1"});
    const auto first = variables.current();
    EXPECT_EQ(variables.current(), first);
    variables.set({"B", "2"});
    variables.set({"A", "3"});
    EXPECT_EQ(value_of(*first, "A"), "1");
    EXPECT_EQ(value_of(*first, "B"), std::nullopt);
    EXPECT_EQ(*variables.current(), (Variables::List{{"A", "3"}, {"B", "2"}}));
}

}  // namespace
}  // namespace tasksched::crontab
