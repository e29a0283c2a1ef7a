#include "daemon/supervisor/output_capture.h"

#include <gtest/gtest.h>

#include <algorithm>
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

TEST(OutputCapture, KeepsALongerBeginningWhereThatIsAskedFor) {
    const std::string bytes = some_bytes(10 * kPart);
    OutputCapture longer(static_cast<std::int64_t>(6 * kPart));
    longer.append(bytes);
    EXPECT_EQ(longer.read(0).bytes, bytes.substr(0, OutputCapture::kPiece));
    const model::Output output = longer.take();
    EXPECT_EQ(output.head, bytes.substr(0, 6 * kPart));
    EXPECT_EQ(output.tail, bytes.substr(9 * kPart));
}

TEST(OutputCapture, KeepsABeginningWithinItsBounds) {
    const std::string bytes = some_bytes(OutputCapture::kLongestHead + 5 * kPart);
    for (const auto& [asked, kept] :
         {std::pair<std::int64_t, std::size_t>{-1, kPart},
          std::pair<std::int64_t, std::size_t>{0, kPart},
          std::pair<std::int64_t, std::size_t>{INT64_MAX, OutputCapture::kLongestHead}}) {
        OutputCapture capture(asked);
        capture.append(bytes);
        EXPECT_EQ(capture.take().head.size(), kept) << asked;
    }
}

TEST(OutputCapture, CutsASingleByte) {
    const std::string bytes = some_bytes(2 * kPart + 1);
    const model::Output output = capture(bytes, 1000);
    EXPECT_EQ(output.left_out(), 1);
    EXPECT_EQ(output.tail, bytes.substr(kPart + 1));
}

/// All that a reader gets who takes piece after piece, and how much it misses.
std::string read_on(const OutputCapture& capture, std::int64_t& from, std::int64_t& missed) {
    std::string bytes;
    for (auto piece = capture.read(from); !piece.bytes.empty(); piece = capture.read(from)) {
        EXPECT_LE(piece.bytes.size(), OutputCapture::kPiece);
        EXPECT_EQ(piece.total, capture.total());
        missed += piece.at - from;
        bytes += piece.bytes;
        from = piece.at + static_cast<std::int64_t>(piece.bytes.size());
    }
    return bytes;
}

TEST(OutputCapture, IsReadWithoutALossUpToTheSumOfBothPartsWhateverThePieces) {
    const std::string bytes = some_bytes(2 * kPart);
    for (const std::size_t piece : {std::size_t{1000}, kPart - 1, kPart, kPart + 1, bytes.size()}) {
        OutputCapture capture;
        std::string read;
        std::int64_t from = 0;
        std::int64_t missed = 0;
        for (std::size_t at = 0; at < bytes.size(); at += piece) {
            capture.append(std::string_view(bytes).substr(at, piece));
            if (at % 3 == 0) {
                read += read_on(capture, from, missed);
            }
        }
        read += read_on(capture, from, missed);
        EXPECT_EQ(read, bytes) << piece;
        EXPECT_EQ(missed, 0) << piece;
    }
}

TEST(OutputCapture, IsReadToTheEndBySomebodyWhoKeepsUp) {
    const std::string bytes = some_bytes(10 * kPart + 77);
    OutputCapture capture;
    std::string read;
    std::int64_t from = 0;
    std::int64_t missed = 0;
    for (std::size_t at = 0; at < bytes.size(); at += 777) {
        capture.append(std::string_view(bytes).substr(at, 777));
        read += read_on(capture, from, missed);
    }
    EXPECT_EQ(read, bytes);
    EXPECT_EQ(missed, 0);
}

TEST(OutputCapture, TellsASlowReaderHowMuchItMisses) {
    const std::string bytes = some_bytes(5 * kPart + 4321);
    OutputCapture capture;
    capture.append(std::string_view(bytes).substr(0, 100));
    std::int64_t from = 0;
    std::int64_t missed = 0;
    EXPECT_EQ(read_on(capture, from, missed), bytes.substr(0, 100));
    for (std::size_t at = 100; at < bytes.size(); at += 5000) {
        capture.append(std::string_view(bytes).substr(at, 5000));
    }
    EXPECT_EQ(read_on(capture, from, missed),
              bytes.substr(100, kPart - 100) + bytes.substr(bytes.size() - kPart));
    EXPECT_EQ(missed, static_cast<std::int64_t>(bytes.size() - 2 * kPart));
    EXPECT_EQ(capture.take(), ([&] {
                  OutputCapture whole;
                  whole.append(bytes);
                  return whole.take();
              }()))
        << "reading takes nothing away";
}

TEST(OutputCapture, KeepsMoreForWhoReadsOnAndGivesTheSameAtTheEnd) {
    const std::string bytes = some_bytes(OutputCapture::kWide + 7 * kPart + 4321);
    for (const std::size_t widened_at : {std::size_t{0}, kPart / 2, 2 * kPart, 5 * kPart + 77}) {
        for (const std::size_t piece : {std::size_t{777}, kPart, OutputCapture::kWide + 1}) {
            OutputCapture capture;
            OutputCapture narrow;
            capture.append(std::string_view(bytes).substr(0, widened_at));
            capture.widen();
            for (std::size_t at = widened_at; at < bytes.size(); at += piece) {
                capture.append(std::string_view(bytes).substr(at, piece));
            }
            narrow.append(bytes);
            auto from = static_cast<std::int64_t>(kPart);
            std::int64_t missed = 0;
            const std::string read = read_on(capture, from, missed);
            EXPECT_EQ(read.size(), OutputCapture::kWide) << widened_at << ' ' << piece;
            EXPECT_TRUE(bytes.ends_with(read)) << widened_at << ' ' << piece;
            EXPECT_TRUE(capture.take() == narrow.take()) << widened_at << ' ' << piece;
        }
    }
}

TEST(OutputCapture, LosesNothingOfABurstThatIsReadOnlyAfterwardsWhenWide) {
    const std::string bytes = some_bytes(OutputCapture::kWide);
    OutputCapture capture;
    capture.append("begin");
    capture.widen();
    capture.append(bytes);
    std::int64_t from = 5;
    std::int64_t missed = 0;
    EXPECT_TRUE(read_on(capture, from, missed) == bytes);
    EXPECT_EQ(missed, 0);
}

TEST(OutputCapture, GivesNothingBeyondItsEnd) {
    OutputCapture capture;
    capture.append("abc");
    EXPECT_EQ(capture.read(3), (model::OutputPiece{.at = 3, .bytes = "", .total = 3}));
    EXPECT_EQ(capture.read(99), (model::OutputPiece{.at = 99, .bytes = "", .total = 3}));
    EXPECT_EQ(OutputCapture().read(0), model::OutputPiece());
}

TEST(OutputCapture, TellsOfEachAppendUntilNobodyListens) {
    OutputCapture capture;
    int told = 0;
    capture.on_append([&] {
        if (++told == 2) {
            capture.on_append({});
        }
    });
    for (int i = 0; i < 5; ++i) {
        capture.append("x");
    }
    EXPECT_EQ(told, 2);
}

}  // namespace
}  // namespace tasksched::daemon
