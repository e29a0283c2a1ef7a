#include "common/crontab/line_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tasksched::crontab {
namespace {

using ::testing::HasSubstr;

std::string error(std::string_view text) {
    model::TaskSpec spec;
    const auto added = add_options(text, spec);
    return added ? "none" : added.error().message;
}

TEST(LineOptions, StandInCommentsOfTheirOwn) {
    EXPECT_EQ(options_in("# tasksched: name=a"), " name=a");
    EXPECT_EQ(options_in("#\ttasksched:name=a"), "name=a");
    EXPECT_EQ(options_in("# see tasksched: it is there"), std::nullopt);
    EXPECT_EQ(options_in("#"), std::nullopt);
}

TEST(LineOptions, TakeValuesBetweenQuotes) {
    model::TaskSpec spec;
    ASSERT_TRUE(add_options(" name='two words' notify=ops@example.org ", spec));
    EXPECT_EQ(spec.name, "two words");
    EXPECT_EQ(spec.notify, "ops@example.org");
}

TEST(LineOptions, AreCheckedWhereTheyStand) {
    EXPECT_THAT(error("retries=many"), HasSubstr("--retries"));
    EXPECT_THAT(error("name=7"), HasSubstr("7"));
    EXPECT_THAT(error("retries"), HasSubstr("NAME=VALUE is expected"));
    EXPECT_THAT(error("name='a"), HasSubstr("no closing quote"));
    EXPECT_THAT(error("retries=1 retries=2"), HasSubstr("given twice"));
    EXPECT_EQ(error(""), "none");
}

}  // namespace
}  // namespace tasksched::crontab
