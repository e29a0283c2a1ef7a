#include "daemon/supervisor/protocol/messages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tasksched::daemon {
namespace {

using std::chrono::microseconds;
using std::chrono::seconds;

constexpr AttemptKey kKey{.run = 34, .attempt = 2};

Order full_order() {
    return {.key = kKey,
            .program = {.argv = {"/bin/echo", "", "a b\n"},
                        .environment = {"A=1", "B="},
                        .search_path = "/bin:/usr/bin",
                        .directory = "/home/ada",
                        .standard_input = std::string("\0text", 5),
                        .limits = {.memory = std::int64_t{5} << 32,
                                   .cpu_time = seconds(90),
                                   .open_files = 256,
                                   .nice = -5,
                                   .umask = 077},
                        .user = "ada"},
            .timeout = seconds(7),
            .kill_grace = seconds(3),
            .output_head = 65'000};
}

model::AttemptResult full_result() {
    model::AttemptResult result;
    result.outcome = model::Outcome::kTransient;
    result.reason = model::RunReason::kTimeout;
    result.exit_code = 75;
    result.signal = 9;
    result.detail = "took longer";
    result.cpu_time = microseconds(1'234'567);
    result.peak_memory_bytes = std::int64_t{5} << 32;
    result.output = {.head = std::string("\xff\0", 2), .tail = "end", .total_bytes = 100'000};
    result.finished_at = time::Instant(microseconds(1'800'000'000'000'001));
    result.core_dumped = true;
    return result;
}

model::AttemptResult cpu_time_result() {
    model::AttemptResult result;
    result.outcome = model::Outcome::kTransient;
    result.reason = model::RunReason::kCpuTime;
    result.core_dumped = false;
    return result;
}

std::vector<Message> all_messages() {
    return {Hello{"daemon-1"},
            Launch{full_order()},
            Launch{Order()},
            EndAttempt{kKey},
            Acknowledge{kKey},
            Goodbye{},
            Welcome{.instance = "s1", .known = {}},
            Welcome{.instance = "s1", .known = {kKey, {.run = -1, .attempt = 1}}},
            Started{.key = kKey, .process = {.pid = 12, .start_ticks = 34, .boot_id = "boot"}},
            Ended{.key = kKey, .result = full_result()},
            Ended{.key = kKey, .result = {}},
            Ended{.key = kKey, .result = cpu_time_result()},
            WatchOutput{.watch = 5, .key = kKey, .from = 70'000, .at_once = true},
            UnwatchOutput{5},
            OutputNews{.watch = 5,
                       .piece = {.at = 3, .bytes = std::string("\0\xff", 2), .total = 9},
                       .over = true}};
}

/// The bytes of a whole message as older programs wrote them.
std::string without_later_fields(const Message& message, std::size_t later_bytes) {
    const std::string whole = encode(message);
    return whole.substr(0, whole.size() - later_bytes);
}

TEST(SupervisorMessages, AreReadAsTheyWereWritten) {
    for (const Message& message : all_messages()) {
        EXPECT_EQ(decode(encode(message)), message) << "type " << message.index();
    }
}

TEST(SupervisorMessages, OfANewerProgramMayHaveMoreFields) {
    for (const Message& message : all_messages()) {
        EXPECT_EQ(decode(encode(message) + "more of it"), message) << "type " << message.index();
    }
}

TEST(SupervisorMessages, OfAnOlderProgramHaveNoVersionNoLimitsAndNoCoreDump) {
    constexpr std::size_t kInteger = 8;
    const auto welcome =
        decode(without_later_fields(Welcome{.instance = "s1", .known = {}}, kInteger));
    EXPECT_EQ(welcome, Message(Welcome{.instance = "s1", .known = {}, .version = 0}));
    const auto launch = decode(without_later_fields(Launch{Order()}, 5 * kInteger));
    EXPECT_EQ(launch, Message(Launch{Order()}));
    const auto ended = decode(without_later_fields(Ended{.key = kKey, .result = {}}, 2 * kInteger));
    EXPECT_EQ(ended, Message(Ended{.key = kKey, .result = {}}));
}

TEST(SupervisorMessages, TellAnOlderDaemonNoReasonThatItDoesNotKnow) {
    const std::string bytes = encode(Ended{.key = kKey, .result = cpu_time_result()});
    EXPECT_EQ(bytes.substr(bytes.size() - 8), "cpu-time") << "behind all that it reads";
    EXPECT_EQ(bytes.find("cpu-time"), bytes.size() - 8);
}

TEST(SupervisorMessages, AreRefusedWhereTheyAreCutShortWithinAField) {
    const std::string whole = encode(Launch{full_order()});
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const auto message = decode(whole.substr(0, size));
        if (message) {
            // Cut between two fields: those that are missing are empty, nothing else changes.
            EXPECT_NE(*message, Message(Launch{full_order()}));
        }
    }
    EXPECT_EQ(decode(whole.substr(0, whole.size() - 1)), std::nullopt);
    EXPECT_EQ(decode(""), std::nullopt);
}

TEST(SupervisorMessages, AreRefusedWhereTheTypeIsNotKnown) {
    std::string bytes = encode(Goodbye{});
    bytes[0] = 99;
    EXPECT_EQ(decode(bytes), std::nullopt);
}

TEST(SupervisorMessages, AreRefusedWhereALengthIsBeyondTheEnd) {
    std::string bytes = encode(Hello{"daemon"});
    bytes[8] = 7;
    EXPECT_EQ(decode(bytes), std::nullopt);
    bytes[15] = '\xff';  // a negative one
    EXPECT_EQ(decode(bytes), std::nullopt);
}

}  // namespace
}  // namespace tasksched::daemon
