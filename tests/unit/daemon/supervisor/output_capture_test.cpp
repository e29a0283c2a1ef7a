#include "daemon/supervisor/output_capture.h"

#include <gtest/gtest.h>

#include <random>

namespace tasksched::daemon {
namespace {

constexpr std::size_t kPart = OutputCapture::kPart;

/// Bytes of all values that never repeat within the length of a part.
std::string some_bytes(std::size_t size) {
    std::mt19937 random(size);
    std::string bytes(size, '\0');
    for (char& byte : bytes) {
        byte = static_cast<char>(random());
    }
    return bytes;
}

model::Output capture(std::string_view bytes, std::size_t piece) {
    OutputCapture capture;
    for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size()))) {
        capture.append(bytes.substr(0, piece));
    }
    return capture.take();
}

TEST(OutputCapture, IsEmptyWhereNothingWasWritten) {
    EXPECT_EQ(OutputCapture().take(), model::Output());
}

TEST(OutputCapture, KeepsAllInTheHeadUpToTheSumOfBothParts) {
    for (const std::size_t size : {std::size_t{1}, kPart - 1, kPart, kPart + 1, 2 * kPart}) {
        const std::string bytes = some_bytes(size);
        const model::Output output = capture(bytes, 777);
        EXPECT_EQ(output.head, bytes) << size;
        EXPECT_EQ(output.tail, "") << size;
        EXPECT_EQ(output.total_bytes, static_cast<std::int64_t>(size));
    }
}

TEST(OutputCapture, CutsTheMiddleWhateverThePieces) {
    const std::string bytes = some_bytes(5 * kPart + 4321);
    for (const std::size_t piece :
         {std::size_t{1}, std::size_t{777}, kPart - 1, kPart, kPart + 1, 3 * kPart, bytes.size()}) {
        const model::Output output = capture(bytes, piece);
        EXPECT_EQ(output.head, bytes.substr(0, kPart)) << piece;
        EXPECT_EQ(output.tail, bytes.substr(bytes.size() - kPart)) << piece;
        EXPECT_EQ(output.left_out(), static_cast<std::int64_t>(bytes.size() - 2 * kPart)) << piece;
    }
}

TEST(OutputCapture, CutsASingleByte) {
    const std::string bytes = some_bytes(2 * kPart + 1);
    const model::Output output = capture(bytes, 1000);
    EXPECT_EQ(output.left_out(), 1);
    EXPECT_EQ(output.tail, bytes.substr(kPart + 1));
}

}  // namespace
}  // namespace tasksched::daemon
