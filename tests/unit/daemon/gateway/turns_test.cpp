#include "daemon/gateway/turns.h"

#include <gtest/gtest.h>

#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/io_context.hpp>
#include <string>
#include <vector>

namespace tasksched::daemon {
namespace {

class TurnsTest : public testing::Test {
  protected:
    /// Asks for a turn, which stays taken until it is given back.
    void ask(const std::string& user) {
        asio::co_spawn(loop_, take(user), asio::detached);
        loop_.restart();
        loop_.poll();
    }

    asio::awaitable<void> take(std::string user) {
        taken_.push_back(co_await turns_.take(user));
        order_.push_back(std::move(user));
    }

    void give_back(std::size_t place) {
        taken_.at(place).reset();
        loop_.restart();
        loop_.poll();
    }

    using Order = std::vector<std::string>;

    asio::io_context loop_;
    Turns turns_{loop_.get_executor(), 2};
    std::vector<std::unique_ptr<Turns::Turn>> taken_;
    Order order_;
};

TEST_F(TurnsTest, LetsAUserHaveAFewAndOthersTheirOwn) {
    for (const char* user : {"ann", "ann", "ann", "bob"}) {
        ask(user);
    }
    EXPECT_EQ(order_, (Order{"ann", "ann", "bob"}));
}

TEST_F(TurnsTest, HandsATurnToTheNextInLine) {
    for (const char* user : {"ann", "ann", "ann", "ann"}) {
        ask(user);
    }
    give_back(0);
    EXPECT_EQ(order_.size(), 3U);
    ask("ann");  // it comes after the one who waits already
    EXPECT_EQ(order_.size(), 3U);
    give_back(1);
    give_back(2);
    EXPECT_EQ(order_.size(), 5U);
    for (auto& turn : taken_) {
        turn.reset();
    }
    ask("ann");
    EXPECT_EQ(order_.size(), 6U);
}

}  // namespace
}  // namespace tasksched::daemon
