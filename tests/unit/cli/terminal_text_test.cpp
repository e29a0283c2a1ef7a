#include "cli/output/terminal_text.h"

#include <gtest/gtest.h>

namespace tasksched::cli {
namespace {

std::string in_pieces(std::string_view bytes, std::size_t piece) {
    TerminalText text;
    std::string shown;
    for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size()))) {
        shown += text.next(bytes.substr(0, piece));
    }
    return shown + text.rest();
}

TEST(TerminalText, EscapesWhatWouldSteerTheTerminal) {
    EXPECT_EQ(in_pieces("a\x1b[2Jb\r\n\tc", 100), "a\\x1B[2Jb\\x0D\n\tc");
}

TEST(TerminalText, LeavesCharactersWholeHoweverTheyAreCut) {
    const std::string text = "gr\u00fc\u00dfe \u20ac \U0001F600 end";
    for (std::size_t piece = 1; piece <= text.size(); ++piece) {
        EXPECT_EQ(in_pieces(text, piece), text) << piece;
    }
}

TEST(TerminalText, HoldsNothingBackForEverThatIsNoText) {
    const std::string bytes = "\xff\xfe\x80\x80\x80\x80\xe2\x82";
    const std::string escaped = in_pieces(bytes, bytes.size());
    for (std::size_t piece = 1; piece < bytes.size(); ++piece) {
        EXPECT_EQ(in_pieces(bytes, piece), escaped) << piece;
    }
    EXPECT_EQ(escaped, "\\xFF\\xFE\\x80\\x80\\x80\\x80\\xE2\\x82");
}

TEST(TerminalText, ShowsWhatIsWholeAtOnce) {
    TerminalText text;
    EXPECT_EQ(text.next("no line end"), "no line end");
}

}  // namespace
}  // namespace tasksched::cli
