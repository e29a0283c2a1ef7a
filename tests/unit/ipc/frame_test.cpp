#include "common/ipc/frame.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace tasksched::ipc {
namespace {

std::vector<std::string> frames_of(FrameReader& reader) {
    std::vector<std::string> frames;
    for (auto body = reader.next(); body; body = reader.next()) {
        frames.emplace_back(*body);
    }
    return frames;
}

TEST(FrameReader, GivesFramesBackHoweverTheStreamIsCut) {
    const std::vector<std::string> bodies{"", "a", std::string(300, 'x'), std::string("\0\xff", 2)};
    std::string stream;
    for (const std::string& body : bodies) {
        append_frame(stream, body);
    }
    for (std::size_t piece = 1; piece <= stream.size(); ++piece) {
        FrameReader reader;
        std::vector<std::string> read;
        for (std::size_t at = 0; at < stream.size(); at += piece) {
            reader.append(std::string_view(stream).substr(at, piece));
            const auto some = frames_of(reader);
            read.insert(read.end(), some.begin(), some.end());
        }
        EXPECT_EQ(read, bodies) << "in pieces of " << piece;
        EXPECT_FALSE(reader.broken());
    }
}

TEST(FrameReader, RefusesAFrameThatIsTooLong) {
    FrameReader reader;
    reader.append("\xff\xff\xff\xff");
    EXPECT_EQ(reader.next(), std::nullopt);
    EXPECT_TRUE(reader.broken());
    std::string stream;
    append_frame(stream, "late");
    reader.append(stream);
    EXPECT_EQ(reader.next(), std::nullopt);
}

TEST(FrameReader, MayTakeSmallFramesAlone) {
    std::string stream;
    append_frame(stream, "1234");
    append_frame(stream, "12345");
    FrameReader reader(4);
    reader.append(stream);
    EXPECT_EQ(reader.next(), "1234");
    EXPECT_EQ(reader.next(), std::nullopt);
    EXPECT_TRUE(reader.broken());
}

}  // namespace
}  // namespace tasksched::ipc
