#include "daemon/gateway/allowance.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace tasksched::daemon {
namespace {

constexpr uid_t kAnn = 1000;
constexpr uid_t kBob = 1001;
constexpr uid_t kRoot = 0;

using Shares = std::vector<std::unique_ptr<Allowance::Share>>;

/// Whether one more is let in, who stays.
bool enters(Allowance& allowance, Shares& inside, uid_t user, bool known = false) {
    auto share = allowance.let_in(user, known);
    if (share) {
        inside.push_back(std::move(*share));
    }
    return share.has_value();
}

TEST(Allowance, LetsNoUserTakeAllConnections) {
    Allowance allowance({.connections = 10, .connections_of_one = 2});
    Shares inside;
    EXPECT_TRUE(enters(allowance, inside, kAnn));
    EXPECT_TRUE(enters(allowance, inside, kAnn));
    const auto third = allowance.let_in(kAnn, false);
    ASSERT_FALSE(third);
    EXPECT_EQ(third.error().code, base::ErrorCode::kTryAgain);
    EXPECT_TRUE(enters(allowance, inside, kBob));
    inside.erase(inside.begin());
    EXPECT_TRUE(enters(allowance, inside, kAnn));
}

TEST(Allowance, KeepsRootInWhereOthersHaveTakenAll) {
    Allowance allowance({.connections = 2, .connections_of_one = 2});
    Shares inside;
    EXPECT_TRUE(enters(allowance, inside, kAnn));
    EXPECT_TRUE(enters(allowance, inside, kAnn));
    EXPECT_FALSE(enters(allowance, inside, kBob));
    EXPECT_TRUE(enters(allowance, inside, kRoot, true));
}

TEST(Allowance, CountsTheBytesOfAUserOverAllConnections) {
    Allowance allowance({.bytes = 100, .bytes_of_one = 60});
    Shares inside;
    ASSERT_TRUE(enters(allowance, inside, kAnn));
    ASSERT_TRUE(enters(allowance, inside, kAnn));
    ASSERT_TRUE(enters(allowance, inside, kBob));
    EXPECT_TRUE(inside[0]->hold(40));
    EXPECT_FALSE(inside[1]->hold(21));
    EXPECT_TRUE(inside[1]->hold(20));
    EXPECT_TRUE(inside[0]->hold(40));
    EXPECT_FALSE(inside[2]->hold(41));
    EXPECT_TRUE(inside[2]->hold(40));
    inside.erase(inside.begin());
    EXPECT_TRUE(inside[0]->hold(60));
}

TEST(Allowance, OutlivesWhatItWasGivenFor) {
    Shares inside;
    {
        Allowance allowance({});
        ASSERT_TRUE(enters(allowance, inside, kAnn));
    }
    EXPECT_TRUE(inside[0]->hold(7));
}

}  // namespace
}  // namespace tasksched::daemon
