#include "common/ipc/gateway.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

#include "common/ipc/frame.h"
#include "common/ipc/live_output.h"

namespace tasksched::ipc {
namespace {

using base::ErrorCode;
using testing::HasSubstr;

TEST(GatewayRequest, IsReadAsItWasWritten) {
    for (const Request& request :
         {Request{"output", std::string("\0\xff", 2)}, Request{"", ""}, Request{"status", ""}}) {
        EXPECT_EQ(decode_request(encode(request)), request);
        EXPECT_EQ(decode_request(encode(request) + "of a newer program"), request);
    }
}

TEST(GatewayRequest, OfAnotherVersionIsRefused) {
    std::string bytes = encode(Request{"output", ""});
    bytes[0] = 2;
    const auto request = decode_request(bytes);
    ASSERT_FALSE(request);
    EXPECT_EQ(request.error().code, ErrorCode::kInvalid);
    EXPECT_THAT(request.error().message, HasSubstr("version (2)"));
}

TEST(GatewayRequest, ThatIsCutShortIsRefused) {
    const std::string bytes = encode(Request{"output", "body"});
    EXPECT_FALSE(decode_request(bytes.substr(0, bytes.size() - 1)));
    EXPECT_FALSE(decode_request(""));
}

TEST(GatewayReply, IsReadAsItWasWritten) {
    const base::Result<std::string> body = std::string("\0body", 5);
    EXPECT_EQ(decode_reply(encode_reply(body)).text, body);
    for (const ErrorCode code : {ErrorCode::kFailed, ErrorCode::kInvalid, ErrorCode::kNotFound,
                                 ErrorCode::kNotPermitted, ErrorCode::kTryAgain}) {
        const base::Result<std::string> error = tl::unexpected(base::Error{code, "why"});
        EXPECT_EQ(decode_reply(encode_reply(error)).text, error);
    }
}

TEST(GatewayReply, ThatCannotBeReadIsAFailure) {
    for (const std::string& bytes : {std::string(), std::string("x"), std::string(16, '\xff')}) {
        const auto reply = decode_reply(bytes).text;
        ASSERT_FALSE(reply);
        EXPECT_EQ(reply.error().code, ErrorCode::kFailed);
    }
}

/// The frames of a stream, all of which must fit.
std::vector<std::string> frames_of(const std::string& stream) {
    FrameReader reader(kMaxGatewayFrame);
    reader.append(stream);
    std::vector<std::string> frames;
    while (const auto frame = reader.next()) {
        frames.emplace_back(*frame);
    }
    EXPECT_FALSE(reader.broken());
    EXPECT_EQ(reader.unread(), 0U);
    return frames;
}

TEST(GatewayRequest, ThatIsLongGoesInPartsThatAreItsBodyAgain) {
    for (const std::size_t size : {std::size_t{0}, kPartBytes, kPartBytes + 1, 3 * kPartBytes}) {
        std::string body(size, 'x');
        std::string stream;
        append_request(stream, "call", body);
        std::string read;
        const std::vector<std::string> frames = frames_of(stream);
        EXPECT_EQ(frames.size(), std::max<std::size_t>(1, (size + kPartBytes - 1) / kPartBytes));
        for (std::size_t i = 0; i < frames.size(); ++i) {
            const auto part = decode_request(frames[i]);
            ASSERT_TRUE(part);
            EXPECT_EQ(part->verb, "call");
            EXPECT_EQ(part->more, i + 1 < frames.size());
            read += part->body;
        }
        EXPECT_EQ(read, body);
    }
}

TEST(GatewayReply, SaysWhereMoreOfItFollows) {
    const ReplyPart part = decode_reply(encode_reply_part("half"));
    EXPECT_EQ(part.text, std::string("half"));
    EXPECT_TRUE(part.more);
    EXPECT_FALSE(decode_reply(encode_reply(std::string("half"))).more);
}

TEST(LiveOutputMessages, AreReadAsTheyWereWritten) {
    const OutputRequest request{
        .run = {7}, .attempt = 2, .from = 70'000, .wait = std::chrono::milliseconds(5000)};
    EXPECT_EQ(decode_output_request(encode(request)), request);
    EXPECT_EQ(decode_output_request(encode(request) + "more"), request);
    const OutputReply reply{.piece = {.at = 3, .bytes = std::string("\0\n\xff", 3), .total = 6},
                            .over = true};
    EXPECT_EQ(decode_output_reply(encode(reply)), reply);
    EXPECT_EQ(decode_output_reply(encode(OutputReply())), OutputReply());
}

TEST(LiveOutputMessages, OfAnErrandOrOfNothingAreRefused) {
    EXPECT_FALSE(decode_output_request(encode(OutputRequest{.run = {-7}})));
    EXPECT_FALSE(decode_output_request(encode(OutputRequest{.run = {7}, .attempt = 0})));
    EXPECT_FALSE(decode_output_request(encode(OutputRequest{.run = {7}, .from = -1})));
    EXPECT_FALSE(decode_output_request(""));
}

/// Whatever the bytes are, they are read or refused.
TEST(GatewayMessages, SurviveAnyBytes) {
    std::mt19937 random(7);
    const std::string sound = encode(Request{"output", encode(OutputRequest{.run = {7}})});
    for (int i = 0; i < 200'000; ++i) {
        std::string bytes = i % 2 == 0 ? sound : std::string(random() % 64, '\0');
        for (std::size_t changes = 1 + random() % 4; changes > 0 && !bytes.empty(); --changes) {
            bytes[random() % bytes.size()] = static_cast<char>(random());
        }
        bytes.resize(random() % (bytes.size() + 1));
        if (const auto request = decode_request(bytes)) {
            static_cast<void>(decode_output_request(request->body));
        }
        static_cast<void>(decode_output_request(bytes));
        static_cast<void>(decode_output_reply(bytes));
        static_cast<void>(decode_reply(bytes));
    }
}

}  // namespace
}  // namespace tasksched::ipc
