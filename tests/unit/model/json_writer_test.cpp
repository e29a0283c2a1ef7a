#include "common/model/json_writer.h"

#include <gtest/gtest.h>

#include <vector>

namespace tasksched::model {
namespace {

TEST(JsonObject, KeepsTheOrderOfItsKeys) {
    JsonObject object;
    object.text("b", "x").number("a", 5).truth("c", true).null("d").json("e", "[1]");
    EXPECT_EQ(object.str(), R"({"b":"x","a":5,"c":true,"d":null,"e":[1]})");
}

TEST(JsonObject, IsEmptyWithoutKeys) { EXPECT_EQ(JsonObject().str(), "{}"); }

TEST(JsonObject, WritesAbsentValuesAsNull) {
    JsonObject object;
    object.optional_text("a", std::nullopt)
        .optional_number("b", std::nullopt)
        .text_or_null("c", "");
    EXPECT_EQ(object.str(), R"({"a":null,"b":null,"c":null})");
}

TEST(JsonString, StaysOnOneLineAndIsValidUtf8) {
    EXPECT_EQ(json_string("a\"\\\n\x01"), "\"a\\\"\\\\\\n\\u0001\"");
    EXPECT_EQ(json_string("\xff"), "\"\xef\xbf\xbd\"");
    EXPECT_EQ(json_string("\xc3\xa9"), "\"\xc3\xa9\"");
}

TEST(JsonList, HoldsTexts) {
    EXPECT_EQ(json_list(std::vector<std::string>{"a", "b\""}), R"(["a","b\""])");
    EXPECT_EQ(json_list({}), "[]");
}

}  // namespace
}  // namespace tasksched::model
