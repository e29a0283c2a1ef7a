#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <string>

#include "cli/output/json.h"
#include "cli/output/style.h"
#include "cli/output/table.h"
#include "cli/output/writer.h"
#include "common/base/unique_fd.h"

namespace tasksched::cli {
namespace {

/// What `print` writes.
template <typename Print>
std::string written(const Print& print) {
    const base::UniqueFd fd(::memfd_create("output", MFD_CLOEXEC));
    Writer out(fd.get());
    print(out);
    EXPECT_TRUE(out.flush());
    std::string text(static_cast<std::size_t>(::lseek(fd.get(), 0, SEEK_END)), '\0');
    EXPECT_EQ(::pread(fd.get(), text.data(), text.size(), 0), static_cast<ssize_t>(text.size()));
    return text;
}

std::string table_text(const Style& style) {
    Table table({"ID", "NAME", "STATE"});
    table.add({{"1"}, {"backup of\tall"}, {"active", Colour::kGreen}});
    table.add({{"12345"}, {""}, {"done", Colour::kDim}});
    return written([&](Writer& out) { table.print(out, style); });
}

TEST(Table, HasTabsAndNoHeadingInAPipe) {
    EXPECT_EQ(table_text({}), "1\tbackup of\\x09all\tactive\n12345\t-\tdone\n");
}

TEST(Table, IsAlignedBelowItsHeadingOnATerminal) {
    EXPECT_EQ(table_text({.terminal = true}),
              "ID     NAME              STATE\n"
              "1      backup of\\x09all  active\n"
              "12345  -                 done\n");
}

TEST(Table, AlignsByCharactersNotBytes) {
    Table table({"NAME", "X"});
    table.add({{"äöüß"}, {"1"}});
    EXPECT_EQ(written([&](Writer& out) { table.print(out, {.terminal = true}); }),
              "NAME  X\näöüß  1\n");
}

TEST(Table, PaintsCellsWhereThereAreColours) {
    EXPECT_THAT(table_text({.colour = true}), ::testing::HasSubstr("\x1b[32mactive\x1b[0m\n"));
}

TEST(Table, PrintsNothingWithoutRows) {
    Table table({"ID"});
    EXPECT_EQ(written([&](Writer& out) { table.print(out, {.terminal = true}); }), "");
}

TEST(Details, HaveATabBetweenNameAndValueInAPipe) {
    Details lines;
    lines.add("name", "a b");
    lines.add("empty", "");
    EXPECT_EQ(written([&](Writer& out) { lines.print(out, {}); }), "name\ta b\nempty\t-\n");
}

TEST(Style, ColoursFollowTheOptionThenTheVariable) {
    const base::UniqueFd fd(::memfd_create("output", MFD_CLOEXEC));
    EXPECT_FALSE(detect_style(fd.get(), std::nullopt, std::nullopt)->colour);
    EXPECT_TRUE(detect_style(fd.get(), "always", std::nullopt)->colour);
    EXPECT_TRUE(detect_style(fd.get(), "always", "1")->colour);
    EXPECT_FALSE(detect_style(fd.get(), "never", std::nullopt)->colour);
    EXPECT_FALSE(detect_style(fd.get(), "auto", std::nullopt)->colour);
}

TEST(Style, RefusesAnUnknownWord) {
    const auto style = detect_style(1, "sometimes", std::nullopt);
    ASSERT_FALSE(style);
    EXPECT_EQ(style.error().code, base::ErrorCode::kInvalid);
    EXPECT_EQ(style.error().message, "--color 'sometimes': it takes auto, always or never");
}

TEST(JsonObject, KeepsTheOrderOfItsKeys) {
    EXPECT_EQ(JsonObject()
                  .add("b", 1)
                  .add("a", true)
                  .add("none", std::optional<std::string>())
                  .add("text", "a\"b\n")
                  .add_raw("list", "[1]")
                  .text(),
              R"({"b":1,"a":true,"none":null,"text":"a\"b\n","list":[1]})");
    EXPECT_EQ(JsonObject().text(), "{}");
}

TEST(JsonString, ReplacesBytesThatAreNoUtf8) {
    EXPECT_EQ(json_string("a\xff"), "\"a\xEF\xBF\xBD\"");
}

TEST(JsonWithKey, AddsAtTheEnd) {
    EXPECT_EQ(with_key("{}", "a", "1"), R"({"a":1})");
    EXPECT_EQ(with_key(R"({"a":1})", "b", "[]"), R"({"a":1,"b":[]})");
}

TEST(Writer, TellsAFullDisk) {
    const base::UniqueFd full(::open("/dev/full", O_WRONLY | O_CLOEXEC));
    Writer out(full.get());
    out.line("text");
    const auto flushed = out.flush();
    ASSERT_FALSE(flushed);
    EXPECT_EQ(flushed.error().message, "standard output: cannot write: No space left on device");
}

}  // namespace
}  // namespace tasksched::cli
