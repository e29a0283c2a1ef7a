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

}  // namespace
}  // namespace tasksched::service
