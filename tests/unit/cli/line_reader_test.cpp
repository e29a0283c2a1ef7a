#include "cli/input/line_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/temporary_home.h"

namespace tasksched::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> lines_of(const std::string& text) {
    const support::TemporaryHome home;
    auto reader = LineReader::open(home.write("lines", text));
    EXPECT_TRUE(reader);
    std::vector<std::string> lines;
    while (true) {
        const auto line = reader->next();
        if (!line || !*line) {
            EXPECT_TRUE(line);
            return lines;
        }
        lines.emplace_back(**line);
    }
}

TEST(LineReader, GivesLinesWithoutTheirEnds) {
    EXPECT_THAT(lines_of("a\n\nb\n"), ElementsAre("a", "", "b"));
}

TEST(LineReader, GivesALastLineWithoutAnEnd) {
    EXPECT_THAT(lines_of("a\nb"), ElementsAre("a", "b"));
}

TEST(LineReader, GivesNothingOfAnEmptyFile) { EXPECT_THAT(lines_of(""), IsEmpty()); }

TEST(LineReader, JoinsWhatComesInPieces) {
    const std::string longest(LineReader::kMaxLineBytes, 'x');
    EXPECT_THAT(lines_of("a\n" + longest + "\nb\n"), ElementsAre("a", longest, "b"));
}

TEST(LineReader, RefusesALineThatIsTooLong) {
    const support::TemporaryHome home;
    const std::string path =
        home.write("lines", "a\n" + std::string(LineReader::kMaxLineBytes + 1, 'x'));
    auto reader = LineReader::open(path);
    ASSERT_TRUE(reader);
    ASSERT_TRUE(reader->next());
    const auto line = reader->next();
    ASSERT_FALSE(line);
    EXPECT_EQ(line.error().code, base::ErrorCode::kInvalid);
    EXPECT_EQ(reader->number(), 2);
}

TEST(LineReader, TellsAFileThatIsNotThere) {
    const support::TemporaryHome home;
    const auto reader = LineReader::open(home.file("none"));
    ASSERT_FALSE(reader);
    EXPECT_EQ(reader.error().message,
              home.file("none") + ": cannot read it: No such file or directory");
}

}  // namespace
}  // namespace tasksched::cli
