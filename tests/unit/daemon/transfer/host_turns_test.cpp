#include "daemon/transfer/host_turns.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

namespace tasksched::daemon {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct Turns : testing::Test {
    HostTurns turns;
    std::vector<std::string> started;
    std::vector<std::string> failed;

    HostTurns::Ticket ask(const std::string& name, HostTurns::Place place) {
        return turns.ask(std::move(place), [this, name](const std::optional<std::string>& failure) {
            (failure ? failed : started).push_back(name);
        });
    }
};

HostTurns::Place address(std::size_t most) {
    return {.host = "http://192.0.2.1:80", .needs_lookup = false, .most = most};
}

HostTurns::Place named(const std::string& host, std::size_t most = 100) {
    return {.host = host, .needs_lookup = true, .most = most};
}

TEST_F(Turns, LetNoMoreThanTheLimitGoAtOnce) {
    const auto a = ask("a", address(2));
    ask("b", address(2));
    ask("c", address(2));
    ask("d", address(2));
    EXPECT_THAT(started, ElementsAre("a", "b"));
    turns.give_back(a);
    EXPECT_THAT(started, ElementsAre("a", "b", "c"));
}

TEST_F(Turns, PassOverOneThatDoesNotWaitAnyMore) {
    const auto a = ask("a", address(1));
    const auto b = ask("b", address(1));
    ask("c", address(1));
    turns.give_back(b);
    turns.give_back(a);
    EXPECT_THAT(started, ElementsAre("a", "c"));
}

TEST_F(Turns, OfOneHostAreNotInTheWayOfAnother) {
    ask("a", address(1));
    ask("b", {.host = "http://192.0.2.2:80", .needs_lookup = false, .most = 1});
    EXPECT_THAT(started, ElementsAre("a", "b"));
}

TEST_F(Turns, LookANameUpOnce) {
    const auto a = ask("a", named("x"));
    ask("b", named("x"));
    ask("c", named("x"));
    EXPECT_THAT(started, ElementsAre("a"));
    turns.looked_up(a);
    EXPECT_THAT(started, ElementsAre("a", "b", "c"));
    turns.give_back(a);
    ask("d", named("x"));
    EXPECT_THAT(started, ElementsAre("a", "b", "c", "d"));
}

TEST_F(Turns, LetTheNextOneLookUpWhatAKeptConnectionNeededNot) {
    const auto a = ask("a", named("x"));
    const auto b = ask("b", named("x"));
    ask("c", named("x"));
    turns.needed_none(a);
    EXPECT_THAT(started, ElementsAre("a", "b"));
    turns.give_back(b);
    EXPECT_THAT(started, ElementsAre("a", "b", "c"));
}

TEST_F(Turns, FailAllWhoWaitForANameThatIsNotThere) {
    const auto a = ask("a", named("x"));
    const auto b = ask("b", named("x"));
    turns.lookup_failed(a, "no such host");
    EXPECT_THAT(failed, ElementsAre("b"));
    turns.give_back(a);
    turns.give_back(b);
    ask("c", named("x"));
    EXPECT_THAT(started, ElementsAre("a", "c"));
}

TEST_F(Turns, LookSoManyNamesUpAtOnceOnly) {
    std::vector<HostTurns::Ticket> tickets;
    for (int i = 0; i < 40; ++i) {
        tickets.push_back(ask(std::to_string(i), named("host" + std::to_string(i))));
    }
    EXPECT_EQ(started.size(), 32U);
    for (std::size_t i = 0; i < 8; ++i) {
        turns.give_back(tickets[i]);
    }
    EXPECT_EQ(started.size(), 40U);
    EXPECT_THAT(failed, IsEmpty());
}

TEST_F(Turns, CarryManyHostsWithoutEnd) {
    for (int i = 0; i < 10'000; ++i) {
        const auto ticket = ask("a", named("host" + std::to_string(i)));
        turns.looked_up(ticket);
        turns.give_back(ticket);
    }
    EXPECT_EQ(started.size(), 10'000U);
}

}  // namespace
}  // namespace tasksched::daemon
