#include "daemon/gateway/admission.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

#include "common/base/unique_fd.h"

namespace tasksched::daemon {
namespace {

constexpr uid_t kAda = 1000;
constexpr uid_t kBob = 1001;

TEST(Admission, LetsTheDaemonsOwnUserInAsItself) {
    const auto ada = Admission(kAda, {.user = "ada", .is_operator = false}).admit(kAda);
    ASSERT_TRUE(ada);
    EXPECT_EQ(ada->user, "ada");
    EXPECT_FALSE(ada->is_operator);
}

TEST(Admission, LetsRootInAsAnOperator) {
    const auto root = Admission(kAda, {.user = "ada", .is_operator = false}).admit(0);
    ASSERT_TRUE(root);
    EXPECT_EQ(root->user, "root");
    EXPECT_TRUE(root->is_operator);
}

TEST(Admission, LetsNobodyElseIn) {
    for (const uid_t owner : {kAda, uid_t{0}}) {
        const auto bob = Admission(owner, {.user = "ada", .is_operator = false}).admit(kBob);
        ASSERT_FALSE(bob);
        EXPECT_EQ(bob.error().code, base::ErrorCode::kNotPermitted);
        EXPECT_THAT(bob.error().message, testing::HasSubstr("'ada'"));
    }
}

TEST(Admission, OfASystemLooksOthersUp) {
    const Admission admission(0, {.user = "root", .is_operator = true},
                              Admission::Serves::kEverybody, "adm");
    EXPECT_TRUE(admission.is_known(0));
    EXPECT_FALSE(admission.is_known(kBob));
    const auto daemon = admission.look_up({.uid = 1, .groups = {1}});
    ASSERT_TRUE(daemon) << daemon.error().message;
    EXPECT_EQ(daemon->user, "daemon");
    EXPECT_FALSE(daemon->is_operator);
    EXPECT_FALSE(admission.look_up({.uid = 3'999'999'123, .groups = {}}));
}

TEST(Admission, KnowsThePeerByTheKernelsWord) {
    std::array<int, 2> ends{};
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
    const base::UniqueFd one(ends[0]);
    const base::UniqueFd other(ends[1]);
    const auto peer = peer_of(one.get());
    ASSERT_TRUE(peer);
    EXPECT_EQ(peer->uid, ::geteuid());
    EXPECT_THAT(peer->groups, testing::Contains(::getegid()));
    EXPECT_FALSE(peer_of(-1));
}

}  // namespace
}  // namespace tasksched::daemon
