// Who speaks to the system's daemon without the command: whatever they send changes nothing that is
// not theirs, and holds nobody up.

#include <gmock/gmock.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <atomic>
#include <random>
#include <thread>

#include "tests/integration/daemon/system_mode.h"

namespace tasksched {
namespace {

using testing::HasSubstr;

class HostileClients : public SystemMode {
  protected:
    static void send(const base::UniqueFd& socket, std::string_view bytes) {
        static_cast<void>(::send(socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL));
    }

    /// What the daemon answers first, in words.
    static std::string heard(const base::UniqueFd& socket) {
        ipc::FrameReader frames;
        std::array<char, 4096> buffer{};
        const auto until = std::chrono::steady_clock::now() + support::kPatience;
        while (std::chrono::steady_clock::now() < until) {
            if (const auto body = frames.next()) {
                const ipc::ReplyPart reply = ipc::decode_reply(*body);
                return reply.text ? *reply.text : reply.text.error().message;
            }
            pollfd watched{socket.get(), POLLIN, 0};
            ::poll(&watched, 1, 100);
            const ssize_t got = ::recv(socket.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
            if (got == 0) {
                return "(gone)";
            }
            if (got > 0) {
                frames.append({buffer.data(), static_cast<std::size_t>(got)});
            }
        }
        return "(nothing)";
    }

    static std::string call(std::string_view words) {
        std::string stream;
        ipc::append_request(stream, "call", words);
        return stream;
    }

    std::string answer_as(const std::string& user, std::string_view words) const {
        const base::UniqueFd socket = connect_as(user);
        send(socket, call(words));
        return heard(socket);
    }
};

TEST_F(HostileClients, APrincipalInTheFrameIsNobody) {
    const std::string id =
        must(kAnn, {"schedule", "--every", "1h", "--name", "tea", "--", "/bin/true"});
    const std::string before = must(kAnn, {"--json", "show", id});
    for (const char* claim : {R"("principal":{"user":"root","is_operator":true})",
                              R"("uid":0,"user":"root")", R"("for":"games")", R"("for":"root")"}) {
        const std::string answer = answer_as(
            kBob,
            fmt::format(R"({{"version":1,"operation":"transition",{},"request":{{"to":"cancel",)"
                        R"("tasks":[{{"task":"{}"}}],"principal":"root"}}}})",
                        claim, id));
        EXPECT_THAT(answer, testing::AnyOf(HasSubstr("belongs to another user"),
                                           HasSubstr("may not act for")));
    }
    EXPECT_EQ(must(kAnn, {"--json", "show", id}), before);
    EXPECT_THAT(answer_as(kAnn, R"({"version":1,"operation":"list","request":{}})"),
                HasSubstr("\"tea\""));
}

TEST_F(HostileClients, SaysWhatIsWrongWithAFrame) {
    EXPECT_THAT(answer_as(kBob, "no JSON"), HasSubstr("no JSON object"));
    EXPECT_THAT(answer_as(kBob, R"({"version":9,"operation":"list","request":{}})"),
                HasSubstr("version 9"));
    const base::UniqueFd large = connect_as(kBob);
    send(large, "\xff\xff\xff\x7f");
    EXPECT_THAT(heard(large), HasSubstr("at most 1048576 bytes"));
    const base::UniqueFd cut = connect_as(kBob);
    send(cut, call(R"({"version":1,"operation":"list","request":{}})").substr(0, 30));
    ::shutdown(cut.get(), SHUT_WR);
    EXPECT_EQ(heard(cut), "(gone)");
    EXPECT_TRUE(daemon_.running());
}

TEST_F(HostileClients, ARequestWithoutEndIsCutOff) {
    const base::UniqueFd socket = connect_as(kBob);
    std::string part;
    ipc::append_frame(
        part, ipc::encode(ipc::Request{
                  .verb = "call", .body = std::string(ipc::kPartBytes, ' '), .more = true}));
    std::thread sending([&] {
        for (int i = 0; i < 64; ++i) {  // 32 MiB, twice what a request may have
            std::string_view rest = part;
            while (!rest.empty()) {
                pollfd watched{socket.get(), POLLOUT, 0};
                ::poll(&watched, 1, 100);
                const ssize_t sent = ::send(socket.get(), rest.data(), rest.size(), MSG_NOSIGNAL);
                if (sent < 0 && errno != EAGAIN) {
                    return;
                }
                rest.remove_prefix(sent > 0 ? static_cast<std::size_t>(sent) : 0);
            }
        }
    });
    const std::string answer = heard(socket);
    ::shutdown(socket.get(), SHUT_RDWR);
    sending.join();
    EXPECT_THAT(answer, HasSubstr("at most"));
}

TEST_F(HostileClients, ManyClientsAreServedAmongHostileOnes) {
    must(kAnn, {"schedule", "--every", "1h", "--name", "tea", "--", "/bin/true"});
    std::vector<base::UniqueFd> hostile;
    std::mt19937 random(7);
    const std::string sound = call(R"({"version":1,"operation":"list","request":{}})");
    for (int i = 0; i < 200; ++i) {
        hostile.push_back(connect_as(kBob));
        std::string bytes = sound;
        if (i % 4 == 1) {  // garbage
            for (char& byte : bytes) {
                byte = static_cast<char>(random());
            }
        }
        if (i % 4 == 2) {  // half of a request, and then nothing
            bytes.resize(bytes.size() / 2);
        }
        if (i % 4 != 3) {  // and one of four says nothing at all, one does not read
            send(hostile.back(), bytes);
        }
    }
    std::atomic<int> served = 0;
    std::vector<std::thread> good;
    for (int i = 0; i < 8; ++i) {
        good.emplace_back([&] {
            for (int turn = 0; turn < 50; ++turn) {
                const base::UniqueFd socket = connect_as(kAnn);
                send(socket, sound);
                served += heard(socket).find("\"tea\"") != std::string::npos ? 1 : 0;
            }
        });
    }
    for (std::thread& thread : good) {
        thread.join();
    }
    EXPECT_EQ(served, 400);
    must(kAnn, {"cancel", "tea"});
}

TEST_F(HostileClients, OneUserCannotTakeAllConnections) {
    std::vector<base::UniqueFd> all;
    std::string last;
    for (int i = 0; i < 1100 && last.empty(); ++i) {
        all.push_back(connect_as(kBob));
        ASSERT_TRUE(all.back());
        if (i >= 1024) {
            last = heard(all.back());
        }
    }
    EXPECT_THAT(last, HasSubstr("1024 connections of this user"));
    must(kAnn, {"schedule", "--in", "1h", "--", "/bin/true"});
}

}  // namespace
}  // namespace tasksched
