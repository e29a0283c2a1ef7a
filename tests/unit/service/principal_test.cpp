#include "common/service/principal.h"

#include <grp.h>
#include <gtest/gtest.h>
#include <pwd.h>
#include <unistd.h>

namespace tasksched::service {
namespace {

config::Config with_operators(const std::string& group) {
    config::Config config;
    config.security.operators.value = group;
    return config;
}

TEST(CurrentPrincipal, IsTheEffectiveUser) {
    const auto principal = current_principal(with_operators(""));
    ASSERT_TRUE(principal) << principal.error().message;
    const passwd* account = ::getpwuid(::geteuid());
    EXPECT_EQ(principal->user, account == nullptr ? std::to_string(::geteuid()) : account->pw_name);
}

TEST(CurrentPrincipal, IsAnOperatorAsRootOrAsAMemberOfTheGroup) {
    const bool is_root = ::geteuid() == 0;
    EXPECT_EQ(current_principal(with_operators("")).value().is_operator, is_root);
    EXPECT_EQ(current_principal(with_operators("no-such-group")).value().is_operator, is_root);
    if (const group* own = ::getgrgid(::getegid())) {
        EXPECT_TRUE(current_principal(with_operators(own->gr_name)).value().is_operator);
    }
}

TEST(PrincipalOf, IsTheAccountOfTheNumberAndAnOperatorByItsGroups) {
    const passwd* account = ::getpwnam("daemon");
    const group* group = ::getgrnam("adm");
    if (account == nullptr || group == nullptr) {
        GTEST_SKIP() << "takes the account daemon and the group adm";
    }
    const uid_t uid = account->pw_uid;
    const std::vector<gid_t> member{1, group->gr_gid};
    const auto one = principal_of(uid, member, "adm");
    ASSERT_TRUE(one) << one.error().message;
    EXPECT_EQ(one->user, "daemon");
    EXPECT_TRUE(one->is_operator);
    EXPECT_FALSE(principal_of(uid, {}, "adm")->is_operator);
    EXPECT_FALSE(principal_of(uid, member, "")->is_operator);
    EXPECT_FALSE(principal_of(uid, member, "no-such-group")->is_operator);
    EXPECT_TRUE(principal_of(0, {}, "")->is_operator);
}

TEST(PrincipalOf, IsNobodyWithoutAnAccount) {
    for (const uid_t uid : {uid_t{3'999'999'123}, static_cast<uid_t>(-1)}) {
        const auto principal = principal_of(uid, {}, "adm");
        ASSERT_FALSE(principal);
        EXPECT_EQ(principal.error().code, base::ErrorCode::kNotPermitted);
    }
}

}  // namespace
}  // namespace tasksched::service
