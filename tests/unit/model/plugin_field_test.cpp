#include "common/model/plugin_field.h"

#include <gtest/gtest.h>

namespace tasksched::model {
namespace {

PluginField of(FieldKind kind) {
    PluginField field;
    field.name = "f";
    field.kind = kind;
    field.choices = {"low", "high"};
    return field;
}

/// The value as JSON, or why there is none.
std::string read(const PluginField& field, std::string_view text) {
    const auto value = read_value(field, text);
    return value ? value_json(*value) : value.error().message;
}

TEST(PluginField, ReadsAValueOfEachKind) {
    EXPECT_EQ(read(of(FieldKind::kText), "a\nb \"c\""), R"("a\nb \"c\"")");
    EXPECT_EQ(read(of(FieldKind::kLine), "a b"), R"("a b")");
    EXPECT_EQ(read(of(FieldKind::kInteger), "-12"), "-12");
    EXPECT_EQ(read(of(FieldKind::kNumber), "0.1"), "0.1");
    EXPECT_EQ(read(of(FieldKind::kNumber), "2"), "2.0");
    EXPECT_EQ(read(of(FieldKind::kNumber), "1e300"), "1e+300");
    EXPECT_EQ(read(of(FieldKind::kBoolean), "true"), "true");
    EXPECT_EQ(read(of(FieldKind::kBoolean), "no"), "false");
    EXPECT_EQ(read(of(FieldKind::kChoice), "low"), R"("low")");
    EXPECT_EQ(read(of(FieldKind::kDuration), "1m30s"), "90");
    EXPECT_EQ(read(of(FieldKind::kUrl), "https://example.org/a?b=c#d"),
              R"("https://example.org/a?b=c#d")");
    EXPECT_EQ(read(of(FieldKind::kEmail), "a@example.org"), R"("a@example.org")");
    EXPECT_EQ(read(of(FieldKind::kFile), "/srv/a b"), R"("/srv/a b")");
    EXPECT_EQ(read(of(FieldKind::kSecret), "token-1"), R"("token-1")");
}

struct Refused {
    FieldKind kind;
    const char* text;
    const char* expected;
};

TEST(PluginField, RefusesWhatIsNoValueOfItsKindAndSaysWhatIsExpected) {
    const Refused refused[] = {
        {FieldKind::kText, "\xff", "a text"},
        {FieldKind::kLine, "a\nb", "a text on one line"},
        {FieldKind::kLine, "a\rb", "a text on one line"},
        {FieldKind::kInteger, "1.5", "a whole number"},
        {FieldKind::kInteger, "99999999999999999999", "a whole number"},
        {FieldKind::kNumber, "1,5", "a number"},
        {FieldKind::kNumber, "inf", "a number"},
        {FieldKind::kNumber, "nan", "a number"},
        {FieldKind::kNumber, "1e999", "a number"},
        {FieldKind::kBoolean, "TRUE", "true or false"},
        {FieldKind::kChoice, "middle", "one of low, high"},
        {FieldKind::kDuration, "soon", "a duration such as 90s"},
        {FieldKind::kUrl, "example.org", "a URL such as https://example.org/"},
        {FieldKind::kUrl, "http:///x", "a URL such as https://example.org/"},
        {FieldKind::kUrl, "http://a b", "a URL such as https://example.org/"},
        {FieldKind::kUrl, "http://a\nb", "a URL such as https://example.org/"},
        {FieldKind::kEmail, "none", "an email address"},
        {FieldKind::kEmail, "a@b, c@d", "an email address"},
        {FieldKind::kFile, "a/b", "a file's absolute path"},
        {FieldKind::kSecret, "@secret",
         "the name of a secret, as its file in the directory of secrets has it"},
    };
    for (const Refused& one : refused) {
        const auto value = read_value(of(one.kind), one.text);
        ASSERT_FALSE(value) << one.text;
        EXPECT_EQ(value.error().code, base::ErrorCode::kInvalid);
        EXPECT_TRUE(value.error().message.ends_with(std::string(" is not ") + one.expected))
            << value.error().message;
        EXPECT_EQ(value.error().message.find('\n'), std::string::npos);
    }
}

TEST(PluginField, HoldsToItsBounds) {
    PluginField count = of(FieldKind::kInteger);
    count.min = std::int64_t{1};
    count.max = std::int64_t{10};
    EXPECT_EQ(read(count, "1"), "1");
    EXPECT_EQ(read(count, "10"), "10");
    EXPECT_EQ(read(count, "0"), "'0' is not a whole number from 1 to 10");
    EXPECT_EQ(read(count, "11"), "'11' is not a whole number from 1 to 10");
    PluginField wait = of(FieldKind::kDuration);
    wait.max = std::int64_t{3600};
    EXPECT_EQ(read(wait, "1h"), "3600");
    EXPECT_EQ(read(wait, "2h"), "'2h' is not a duration such as 90s of at most 1h");
    PluginField name = of(FieldKind::kLine);
    name.max_length = 3;
    EXPECT_EQ(read(name, "äöü"), R"("äöü")") << "characters, not bytes";
    EXPECT_EQ(read(name, "abcd"), "'abcd' is not a text on one line of at most 3 characters");
}

TEST(PluginField, ReadsItsOwnTextOfAValueBack) {
    for (const PluginValue& value : {PluginValue(std::string("a=b")), PluginValue(std::int64_t{7}),
                                     PluginValue(0.1), PluginValue(3.0), PluginValue(true)}) {
        PluginField field = of(std::holds_alternative<std::string>(value)    ? FieldKind::kText
                               : std::holds_alternative<std::int64_t>(value) ? FieldKind::kInteger
                               : std::holds_alternative<double>(value)       ? FieldKind::kNumber
                                                                             : FieldKind::kBoolean);
        const auto again = read_value(field, value_text(value));
        ASSERT_TRUE(again);
        EXPECT_EQ(*again, value);
    }
}

TEST(PluginField, HasANameThatOptionsAndJsonTake) {
    for (const char* name : {"a", "Channel", "content_type", "a-1"}) {
        EXPECT_TRUE(is_field_name(name)) << name;
    }
    for (const char* name : {"", "1a", "_a", "a b", "a=b", "a.b", "ä"}) {
        EXPECT_FALSE(is_field_name(name)) << name;
    }
    EXPECT_FALSE(is_field_name(std::string(65, 'a')));
}

}  // namespace
}  // namespace tasksched::model
