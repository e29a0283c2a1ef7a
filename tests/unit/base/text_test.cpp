#include "common/base/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <string>

namespace tasksched::base {
namespace {

using testing::ElementsAre;

TEST(Trim, TakesBlanksAndLineEndsFromBothSides) {
    EXPECT_EQ(trim(" \t a b\r\n"), "a b");
    EXPECT_EQ(trim("a"), "a");
    EXPECT_EQ(trim(" \n"), "");
    EXPECT_EQ(trim(""), "");
}

TEST(Split, KeepsEmptyParts) {
    EXPECT_THAT(split("a,,b,", ','), ElementsAre("a", "", "b", ""));
    EXPECT_THAT(split("", ','), ElementsAre(""));
    EXPECT_THAT(split("abc", ','), ElementsAre("abc"));
}

TEST(ToLower, LeavesOtherBytesAlone) { EXPECT_EQ(to_lower("Ab-\xC3\x84Z9"), "ab-\xC3\x84z9"); }

TEST(ParseInteger, TakesTheWholeRange) {
    EXPECT_EQ(parse_integer("0"), 0);
    EXPECT_EQ(parse_integer("-17"), -17);
    EXPECT_EQ(parse_integer("9223372036854775807"), INT64_MAX);
    EXPECT_EQ(parse_integer("-9223372036854775808"), INT64_MIN);
}

TEST(ParseInteger, RefusesEverythingElse) {
    for (const char* text : {"", "-", "+1", " 1", "1 ", "1x", "0x10", "1.0", "9223372036854775808",
                             "-9223372036854775809", "99999999999999999999999"}) {
        EXPECT_EQ(parse_integer(text), std::nullopt) << text;
    }
}

TEST(IsUtf8, TakesEachLength) {
    EXPECT_TRUE(is_utf8(""));
    EXPECT_TRUE(is_utf8("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"));
    EXPECT_TRUE(is_utf8("\xF4\x8F\xBF\xBF"));
}

TEST(IsUtf8, RefusesWhatRfc3629Forbids) {
    for (const char* text : {"\x80", "\xC3", "\xC0\xAF", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80",
                             "\xED\xBF\xBF", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80",
                             "\xF5\x80\x80\x80", "\xFF", "\xE2\x82", "a\xE2\x28\xA1"}) {
        EXPECT_FALSE(is_utf8(text)) << escape_control(text);
    }
}

TEST(HasControl, FindsThoseOfBothSets) {
    EXPECT_FALSE(has_control("plain text, \xC3\xA9"));
    EXPECT_TRUE(has_control("a\nb"));
    EXPECT_TRUE(has_control(std::string_view("a\0b", 3)));
    EXPECT_TRUE(has_control("\x7F"));
    EXPECT_TRUE(has_control("\xC2\x85"));
    EXPECT_FALSE(has_control("\xC2\xA0"));
}

TEST(EscapeControl, ShowsWhatATerminalWouldObey) {
    EXPECT_EQ(escape_control("a\x1B[31m\n"), "a\\x1B[31m\\x0A");
    EXPECT_EQ(escape_control("\xC2\x9B"), "\\u{9B}");
    EXPECT_EQ(escape_control("x\xE2\x80\xAEy"), "x\\u{202E}y");
    EXPECT_EQ(escape_control("\xFF"), "\\xFF");
}

TEST(EscapeControl, LeavesOtherLettersAsTheyAre) {
    EXPECT_EQ(escape_control("Gr\xC3\xBC\xC3\x9F"
                             "e \xF0\x9F\x98\x80"),
              "Gr\xC3\xBC\xC3\x9F"
              "e \xF0\x9F\x98\x80");
}

TEST(Quoted, CutsLongTextsBetweenCharacters) {
    EXPECT_EQ(base::quoted("a'b"), "'a'b'");
    EXPECT_EQ(base::quoted(std::string(80, 'x')), "'" + std::string(80, 'x') + "'");
    EXPECT_EQ(base::quoted(std::string(81, 'x')), "'" + std::string(80, 'x') + "...'");
    const std::string quote = base::quoted(std::string(79, 'x') + "\xC3\xA9" + "yyy");
    EXPECT_EQ(quote, "'" + std::string(79, 'x') + "\xC3\xA9...'");
}

TEST(Quoted, EndsAtTheEndOfABrokenText) {
    EXPECT_EQ(base::quoted(std::string(80, 'x') + "\xE2"), "'" + std::string(80, 'x') + "...'");
    EXPECT_EQ(base::quoted("\xE2"), "'\\xE2'");
}

TEST(Nearest, FindsASlip) {
    constexpr std::array<std::string_view, 3> kWords{"schedule", "cancel", "list"};
    EXPECT_EQ(nearest("shedule", kWords), "schedule");
    EXPECT_EQ(nearest("lists", kWords), "list");
    EXPECT_EQ(nearest("canecl", kWords), "cancel");
}

TEST(Nearest, SuggestsNothingFarAway) {
    constexpr std::array<std::string_view, 3> kWords{"schedule", "cancel", "list"};
    EXPECT_EQ(nearest("xyzzy", kWords), std::nullopt);
    EXPECT_EQ(nearest("", kWords), std::nullopt);
    EXPECT_EQ(nearest("list", {}), std::nullopt);
}

}  // namespace
}  // namespace tasksched::base
