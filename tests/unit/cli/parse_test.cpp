#include "cli/args/parse.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tasksched::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// What a verb of every kind of option reads.
struct Fields {
    bool flag = false;
    bool help = false;
    std::optional<std::string> value;
    std::optional<std::string> text;
    std::vector<std::string> list;
    std::string operand;
    std::vector<std::string> rest;
    std::vector<std::string> words;
};

OptionSet options_of(Fields& fields) {
    OptionSet set;
    set.flag("--flag", fields.flag, "a flag");
    set.help_flag(fields.help);
    set.value("--value", "V", fields.value, "a value");
    set.value("--text", "TEXT", fields.text, "a text", Empty::kAllowed);
    set.list("--list", "L", fields.list, "a list");
    set.operand("FIRST", fields.operand, "an operand");
    set.operands("REST", Need::kOptional, fields.rest, "more");
    set.words("WORDS", fields.words, "the words");
    return set;
}

base::Result<void> parse_into(Fields& fields, std::vector<std::string> arguments) {
    return parse(options_of(fields), "verb", arguments);
}

std::string refusal(std::vector<std::string> arguments) {
    Fields fields;
    const auto result = parse_into(fields, std::move(arguments));
    if (result) {
        return "it was taken";
    }
    EXPECT_EQ(result.error().code, base::ErrorCode::kInvalid);
    return result.error().message;
}

TEST(Parse, ReadsOptionsAndOperandsInAnyOrder) {
    Fields fields;
    ASSERT_TRUE(parse_into(
        fields, {"one", "--value", "v", "two", "--flag", "--list=a", "three", "--list", "b"}));
    EXPECT_TRUE(fields.flag);
    EXPECT_EQ(fields.value, "v");
    EXPECT_EQ(fields.operand, "one");
    EXPECT_THAT(fields.rest, ElementsAre("two", "three"));
    EXPECT_THAT(fields.list, ElementsAre("a", "b"));
}

TEST(Parse, KeepsWhatFollowsTwoDashesVerbatim) {
    Fields fields;
    ASSERT_TRUE(parse_into(fields, {"one", "--", "--flag", "--", "", "--value=x", "-h"}));
    EXPECT_THAT(fields.words, ElementsAre("--flag", "--", "", "--value=x", "-h"));
    EXPECT_FALSE(fields.flag);
    EXPECT_FALSE(fields.help);
}

TEST(Parse, TakesAValueThatLooksLikeAnOption) {
    Fields fields;
    ASSERT_TRUE(parse_into(fields, {"one", "--value", "-5", "--list", "--flag"}));
    EXPECT_EQ(fields.value, "-5");
    EXPECT_THAT(fields.list, ElementsAre("--flag"));
    EXPECT_FALSE(fields.flag);
}

TEST(Parse, TakesBracketsAndCommasAsTheyStand) {
    Fields fields;
    ASSERT_TRUE(parse_into(fields, {"one", "--list", "[a,b]", "--value", "[c]", "[d,e]"}));
    EXPECT_THAT(fields.list, ElementsAre("[a,b]"));
    EXPECT_EQ(fields.value, "[c]");
    EXPECT_THAT(fields.rest, ElementsAre("[d,e]"));
}

TEST(Parse, SplitsAtTheFirstEqualsSignAlone) {
    Fields fields;
    ASSERT_TRUE(parse_into(fields, {"one", "--list=A=1=2"}));
    EXPECT_THAT(fields.list, ElementsAre("A=1=2"));
}

TEST(Parse, TakesAnEmptyValueWhereItIsAllowed) {
    Fields fields;
    ASSERT_TRUE(parse_into(fields, {"one", "--text=", "two"}));
    EXPECT_EQ(fields.text, "");
    EXPECT_THAT(fields.rest, ElementsAre("two"));
}

TEST(Parse, RefusesAnEmptyValueElsewhere) {
    EXPECT_EQ(refusal({"one", "--value", ""}), "verb: --value has an empty value; it takes V");
    EXPECT_EQ(refusal({"one", "--value=", "x"}), "verb: --value has an empty value; it takes V");
}

TEST(Parse, RefusesAMissingValue) {
    EXPECT_EQ(refusal({"one", "--value"}), "verb: --value lacks its value: --value V");
}

TEST(Parse, RefusesAValueOfAFlag) {
    EXPECT_EQ(refusal({"one", "--flag=yes"}),
              "verb: --flag takes no value, but '--flag=yes' gives it one");
}

TEST(Parse, RefusesAnOptionGivenTwice) {
    EXPECT_EQ(refusal({"one", "--value", "a", "--value", "b"}),
              "verb: --value is given twice, as 'a' and 'b'; once is right");
}

TEST(Parse, SuggestsTheNearestOption) {
    EXPECT_EQ(refusal({"one", "--vlaue", "x"}),
              "verb: unknown option '--vlaue': did you mean --value?");
    EXPECT_EQ(refusal({"one", "--vlaue=x"}),
              "verb: unknown option '--vlaue=x': did you mean --value?");
}

TEST(Parse, PointsToTheHelpWhereNoOptionIsNear) {
    EXPECT_EQ(refusal({"one", "--zzzzzzzzzzzz"}),
              "verb: unknown option '--zzzzzzzzzzzz': 'tasksched help verb' lists its options");
}

TEST(Parse, RefusesAShortOptionThatThereIsNot) {
    EXPECT_THAT(refusal({"one", "-x"}), HasSubstr("unknown option '-x'"));
}

TEST(Parse, RefusesAMissingOperand) {
    EXPECT_EQ(refusal({"--flag"}), "verb: FIRST is missing; usage: 'tasksched help verb'");
}

TEST(Parse, ComplainsOfNothingMissingWhereHelpIsAskedFor) {
    Fields fields;
    EXPECT_TRUE(parse_into(fields, {"--help"}));
    EXPECT_TRUE(fields.help);
    Fields letter;
    EXPECT_TRUE(parse_into(letter, {"-h"}));
    EXPECT_TRUE(letter.help);
}

TEST(Parse, TakesOperandsThatLookLikeOptionsAfterTwoDashes) {
    std::vector<std::string> operands;
    std::optional<std::string> value;
    OptionSet set;
    set.operands("NAME", Need::kRequired, operands, "names");
    set.value("--value", "V", value, "a value");
    const std::vector<std::string> arguments{"a", "--", "--value", "-x"};
    ASSERT_TRUE(parse(set, "verb", arguments));
    EXPECT_THAT(operands, ElementsAre("a", "--value", "-x"));
    EXPECT_FALSE(value);
}

TEST(Parse, TakesADashAloneAsAnOperand) {
    std::string operand;
    OptionSet set;
    set.operand("FILE", operand, "a file");
    const std::vector<std::string> arguments{"-"};
    ASSERT_TRUE(parse(set, "verb", arguments));
    EXPECT_EQ(operand, "-");
}

TEST(Parse, RefusesAnOperandTooMany) {
    std::string operand;
    OptionSet set;
    set.operand("ONE", operand, "an operand");
    const std::vector<std::string> arguments{"a", "b"};
    const auto result = parse(set, "verb", arguments);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().message,
              "verb: unexpected argument 'b'; usage: 'tasksched help verb'");
}

TEST(ParseLeading, StopsAtTheVerb) {
    Fields fields;
    const std::vector<std::string> arguments{"--flag", "--value", "v", "verb", "--list", "x"};
    OptionSet set;
    set.flag("--flag", fields.flag, "a flag");
    set.value("--value", "V", fields.value, "a value");
    const auto rest = parse_leading(set, arguments);
    ASSERT_TRUE(rest);
    EXPECT_THAT(*rest, ElementsAre("verb", "--list", "x"));
    EXPECT_TRUE(fields.flag);
    EXPECT_EQ(fields.value, "v");
}

TEST(ParseLeading, RefusesAValueThatIsMissingAtTheEnd) {
    Fields fields;
    OptionSet set;
    set.value("--value", "V", fields.value, "a value");
    const std::vector<std::string> arguments{"--value"};
    const auto rest = parse_leading(set, arguments);
    ASSERT_FALSE(rest);
    EXPECT_EQ(rest.error().message, "--value lacks its value: --value V");
}

}  // namespace
}  // namespace tasksched::cli
