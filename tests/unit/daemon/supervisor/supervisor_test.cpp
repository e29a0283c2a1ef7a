// The supervisor as a daemon meets it: over its socket, on a thread of its own.

#include "daemon/supervisor/supervisor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <asio/co_spawn.hpp>
#include <functional>
#include <thread>
#include <utility>

#include "common/ipc/bind_socket.h"
#include "tests/support/eventually.h"
#include "tests/support/temporary_home.h"

namespace tasksched::daemon {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

AttemptKey key(std::int64_t run) { return {.run = run, .attempt = 1}; }

/// A daemon's end of the connection.
class Peer {
  public:
    explicit Peer(const std::string& path)
        : channel_(std::make_shared<Channel>(loop_.get_executor(),
                                             std::move(*ipc::connect_stream(path)))) {
        channel_->send(Hello{"daemon"});
    }
    ~Peer() {
        channel_->close();
        loop_.restart();
        loop_.poll();
    }
    Peer(const Peer&) = delete;
    Peer& operator=(const Peer&) = delete;

    void send(const Message& message) { channel_->send(message); }

    /// The next message; none at the deadline, or where the supervisor has gone.
    std::optional<Message> next_message() {
        std::optional<Message> found;
        asio::co_spawn(loop_, channel_->receive(),
                       [this, &found](const std::exception_ptr&, std::optional<Message> message) {
                           found = std::move(message);
                           loop_.stop();
                       });
        loop_.restart();
        loop_.run_for(support::kPatience);
        return found;
    }

    /// The next message of type T; others before it are dropped.
    template <typename T>
    std::optional<T> next() {
        while (const auto message = next_message()) {
            if (const T* wanted = std::get_if<T>(&*message)) {
                return *wanted;
            }
        }
        return std::nullopt;
    }

    /// Whether so many attempts are told to have begun and to have ended, in whatever order.
    bool hears_of(int begun, int ended) {
        while (begun > 0 || ended > 0) {
            const auto message = next_message();
            if (!message) {
                return false;
            }
            begun -= std::holds_alternative<Started>(*message) ? 1 : 0;
            ended -= std::holds_alternative<Ended>(*message) ? 1 : 0;
        }
        return true;
    }

    /// The same with the end of an attempt, which is acknowledged.
    std::optional<Ended> take_end() {
        auto end = next<Ended>();
        if (end) {
            send(Acknowledge{end->key});
        }
        return end;
    }

    /// Writes what was sent, and lets go without a word.
    void flush() {
        loop_.restart();
        loop_.poll();
    }

  private:
    asio::io_context loop_;
    std::shared_ptr<Channel> channel_;
};

class SupervisorTest : public testing::Test {
  protected:
    SupervisorTest() {
        thread_ = std::thread([this] { supervisor_.run(); });
    }
    ~SupervisorTest() override {
        loop_.stop();
        thread_.join();
    }

    Message launch(std::int64_t run, const std::string& line) const {
        Order order;
        order.key = key(run);
        order.program.argv = {"/bin/sh", "-c", line};
        order.program.environment = {"PATH=/bin:/usr/bin"};
        order.program.search_path = "/bin";
        order.program.directory = home_.path();
        return Launch{std::move(order)};
    }

    support::TemporaryHome home_;
    std::string path_ = home_.file("socket");
    asio::io_context loop_;
    Supervisor supervisor_{loop_,
                           std::move(*ipc::listen_for_streams(path_)),
                           {.socket_path = path_, .instance = "s1"}};
    std::thread thread_;
};

TEST_F(SupervisorTest, CarriesOutAnOrderAndTellsItsEnd) {
    Peer daemon(path_);
    EXPECT_EQ(daemon.next<Welcome>(), (Welcome{.instance = "s1", .known = {}}));
    daemon.send(launch(1, "echo hello; exit 3"));
    const auto started = daemon.next<Started>();
    ASSERT_TRUE(started);
    EXPECT_EQ(started->key, key(1));
    EXPECT_GT(started->process.pid, 0);
    const auto end = daemon.take_end();
    ASSERT_TRUE(end);
    EXPECT_EQ(end->result.exit_code, 3);
    EXPECT_EQ(end->result.output.head, "hello\n");
    EXPECT_TRUE(end->result.finished_at);
}

TEST_F(SupervisorTest, TellsTheNextDaemonWhatRunsAndWhatEnded) {
    {
        Peer killed(path_);
        ASSERT_TRUE(killed.next<Welcome>());
        killed.send(launch(1, "echo one"));
        killed.send(launch(2, "until test -e flag; do sleep 0.01; done; echo two"));
        ASSERT_TRUE(killed.hears_of(2, 1)) << "the end is not acknowledged";
    }
    Peer daemon(path_);
    const auto welcome = daemon.next<Welcome>();
    ASSERT_TRUE(welcome);
    EXPECT_THAT(welcome->known, ElementsAre(key(1), key(2)));
    const auto started = daemon.next<Started>();
    ASSERT_TRUE(started);
    EXPECT_EQ(started->key, key(2));
    const auto first = daemon.take_end();
    ASSERT_TRUE(first);
    EXPECT_EQ(first->result.output.head, "one\n");
    home_.write("flag", "");
    const auto second = daemon.take_end();
    ASSERT_TRUE(second);
    EXPECT_EQ(second->result.output.head, "two\n");
}

TEST_F(SupervisorTest, ReadsAllThatADaemonSentBeforeItDied) {
    {
        Peer killed(path_);
        for (int run = 1; run <= 100; ++run) {
            killed.send(launch(run, "echo x >>marks"));
        }
        killed.flush();
    }
    Peer daemon(path_);
    const auto welcome = daemon.next<Welcome>();
    ASSERT_TRUE(welcome);
    EXPECT_EQ(welcome->known.size(), 100U);
    for (int run = 1; run <= 100; ++run) {
        ASSERT_TRUE(daemon.take_end());
    }
    EXPECT_EQ(home_.read("marks").size(), 200U);
}

TEST_F(SupervisorTest, RefusesAnAttemptThatItKnows) {
    Peer daemon(path_);
    daemon.send(launch(1, "echo x >>marks"));
    ASSERT_TRUE(daemon.next<Ended>());
    daemon.send(launch(1, "echo x >>marks"));
    daemon.send(launch(2, "true"));
    ASSERT_TRUE(daemon.next<Ended>());
    EXPECT_EQ(home_.read("marks"), "x\n");
}

TEST_F(SupervisorTest, ForgetsWhatIsAcknowledged) {
    {
        Peer first(path_);
        first.send(launch(1, "true"));
        ASSERT_TRUE(first.take_end());
        first.flush();
    }
    Peer daemon(path_);
    const auto welcome = daemon.next<Welcome>();
    ASSERT_TRUE(welcome);
    EXPECT_THAT(welcome->known, IsEmpty());
}

TEST_F(SupervisorTest, EndsAnAttemptOnRequest) {
    Peer daemon(path_);
    daemon.send(launch(1, "exec sleep 1000"));
    ASSERT_TRUE(daemon.next<Started>());
    daemon.send(EndAttempt{key(1)});
    const auto end = daemon.take_end();
    ASSERT_TRUE(end);
    EXPECT_EQ(end->result.reason, model::RunReason::kKilled);
    EXPECT_EQ(end->result.signal, SIGTERM);
}

const char* const kTwoLines =
    "echo one; until test -e flag; do sleep 0.01; done; echo two; "
    "until test -e end; do sleep 0.01; done";

TEST_F(SupervisorTest, TellsOutputOnRequestWhileTheCommandRuns) {
    Peer daemon(path_);
    daemon.send(launch(1, kTwoLines));
    daemon.send(WatchOutput{.watch = 1, .key = key(1)});
    const auto first = daemon.next<OutputNews>();
    ASSERT_TRUE(first);
    EXPECT_EQ(first->watch, 1);
    EXPECT_EQ(first->piece, (model::OutputPiece{.at = 0, .bytes = "one\n", .total = 4}));
    daemon.send(WatchOutput{.watch = 2, .key = key(1), .from = 4});
    daemon.send(WatchOutput{.watch = 3, .key = key(1), .from = 4, .at_once = true});
    const auto nothing = daemon.next<OutputNews>();
    ASSERT_TRUE(nothing);
    EXPECT_EQ(nothing->watch, 3);
    EXPECT_EQ(nothing->piece.bytes, "");
    home_.write("flag", "");
    const auto second = daemon.next<OutputNews>();
    ASSERT_TRUE(second);
    EXPECT_EQ(second->watch, 2);
    EXPECT_EQ(second->piece, (model::OutputPiece{.at = 4, .bytes = "two\n", .total = 8}));
    daemon.send(WatchOutput{.watch = 4, .key = key(1), .from = 8});
    home_.write("end", "");
    const auto over = daemon.next<OutputNews>();
    ASSERT_TRUE(over);
    EXPECT_EQ(over->watch, 4);
    EXPECT_TRUE(over->over);
    const auto end = daemon.take_end();
    ASSERT_TRUE(end);
    EXPECT_EQ(end->result.output.head, "one\ntwo\n") << "watching takes nothing away";
}

TEST_F(SupervisorTest, TellsTheNextDaemonOutputFromWhereverItAsks) {
    {
        Peer killed(path_);
        killed.send(launch(1, kTwoLines));
        killed.send(WatchOutput{.watch = 1, .key = key(1)});
        ASSERT_TRUE(killed.next<OutputNews>());
        killed.send(WatchOutput{.watch = 2, .key = key(1), .from = 4});
        killed.flush();
    }
    Peer daemon(path_);
    ASSERT_TRUE(daemon.next<Welcome>());
    home_.write("flag", "");
    daemon.send(WatchOutput{.watch = 1, .key = key(1), .from = 4});
    const auto second = daemon.next<OutputNews>();
    ASSERT_TRUE(second);
    EXPECT_EQ(second->piece.bytes, "two\n");
    home_.write("end", "");
    ASSERT_TRUE(daemon.take_end());
}

TEST_F(SupervisorTest, SaysThatNothingMoreComesOfWhatDoesNotRun) {
    Peer daemon(path_);
    daemon.send(launch(1, "echo x"));
    ASSERT_TRUE(daemon.next<Ended>());
    for (const std::int64_t run : {1, 99}) {
        daemon.send(WatchOutput{.watch = run, .key = key(run)});
        const auto over = daemon.next<OutputNews>();
        ASSERT_TRUE(over);
        EXPECT_EQ(over->watch, run);
        EXPECT_TRUE(over->over);
    }
}

TEST_F(SupervisorTest, EndsAfterAGoodbyeWhenNothingIsLeft) {
    {
        Peer daemon(path_);
        daemon.send(launch(1, "true"));
        ASSERT_TRUE(daemon.take_end());
        daemon.send(Goodbye{});
        daemon.flush();
    }
    EXPECT_TRUE(support::eventually([this] { return loop_.stopped(); }));
}

}  // namespace
}  // namespace tasksched::daemon
