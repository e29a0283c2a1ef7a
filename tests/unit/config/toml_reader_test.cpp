#include "common/config/toml_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tasksched::config {
namespace {

using testing::StartsWith;

std::vector<Entry> read(std::string_view text) {
    const auto entries = read_toml(text, "file");
    EXPECT_TRUE(entries) << (entries ? "" : entries.error().message);
    return entries.value_or(std::vector<Entry>());
}

TEST(TomlEntries, ComeInTheOrderOfTheirLines) {
    const auto entries = read("b = 1\na = 2\n[t]\nz = 3\n[s]\ny = 4\n");
    std::vector<std::string> keys;
    std::vector<std::int64_t> lines;
    for (const Entry& entry : entries) {
        keys.push_back(entry.key());
        lines.push_back(entry.line);
    }
    EXPECT_EQ(keys, (std::vector<std::string>{"b", "a", "t.z", "s.y"}));
    EXPECT_EQ(lines, (std::vector<std::int64_t>{1, 2, 4, 6}));
}

TEST(TomlEntries, HoldTheKindsOfValuesThatSettingsHave) {
    const auto entries =
        read("a = 'text'\nb = 5\nc = true\nd = ['x', 'y']\ne = []\ng = 1.5\n[f]\n");
    ASSERT_EQ(entries.size(), 7U);
    EXPECT_EQ(std::get<std::string>(entries[0].value), "text");
    EXPECT_EQ(std::get<std::int64_t>(entries[1].value), 5);
    EXPECT_EQ(std::get<bool>(entries[2].value), true);
    EXPECT_EQ(std::get<std::vector<std::string>>(entries[3].value),
              (std::vector<std::string>{"x", "y"}));
    EXPECT_TRUE(std::get<std::vector<std::string>>(entries[4].value).empty());
    EXPECT_EQ(std::get<double>(entries[5].value), 1.5);
    EXPECT_TRUE(std::holds_alternative<EmptyTable>(entries[6].value));
}

TEST(TomlEntries, TellOtherValuesApart) {
    for (const Entry& entry : read("b = 2026-01-01\nc = [1, 2]\nd = ['x', 1]\n")) {
        EXPECT_TRUE(std::holds_alternative<OtherValue>(entry.value)) << entry.key();
    }
}

TEST(TomlEntries, QuoteTheKeysThatNeedIt) {
    const auto entries = read("[users.\"a.b\"]\nnotify = 'x'\n");
    ASSERT_EQ(entries.size(), 1U);
    EXPECT_EQ(entries[0].key(), "users.\"a.b\".notify");
}

TEST(TomlEntries, SayWhereTheTextIsNotToml) {
    for (const char* text :
         {"a = 1\nb = \n", "a = 1\n= 2", "a = 1\na = 2", "a = 1\n[x", "\n\"\xff\" = 1"}) {
        const auto entries = read_toml(text, "file");
        ASSERT_FALSE(entries) << text;
        EXPECT_EQ(entries.error().code, base::ErrorCode::kInvalid);
        EXPECT_THAT(entries.error().message, StartsWith("file:2: not valid TOML: ")) << text;
        EXPECT_EQ(entries.error().message.find('\n'), std::string::npos);
    }
}

TEST(TomlText, IsReadBackAsTheSame) {
    const std::string text = "a \"b\" \\ \n \x7f \xc3\xa9";
    const auto entries =
        read("a = " + toml_text(text) + "\nb = " + toml_text(std::vector<std::string>{text, ""}));
    ASSERT_EQ(entries.size(), 2U);
    EXPECT_EQ(std::get<std::string>(entries[0].value), text);
    EXPECT_EQ(std::get<std::vector<std::string>>(entries[1].value),
              (std::vector<std::string>{text, ""}));
}

}  // namespace
}  // namespace tasksched::config
