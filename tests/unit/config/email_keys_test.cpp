#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "common/config/config.h"

namespace tasksched::config {
namespace {

using testing::HasSubstr;

std::string refusal(const std::string& keys) {
    const auto config = parse_config("[email]\n" + keys, "f.toml");
    return config ? "accepted" : config.error().message;
}

TEST(EmailKeys, NameAServerByItsUrl) {
    for (const char* server : {"smtp://mail.example.org", "smtp://mail:25", "smtps://[::1]:465",
                               "smtp://127.0.0.1:2525", ""}) {
        EXPECT_EQ(refusal(std::string("server = '") + server + "'"), "accepted") << server;
    }
    for (const char* server :
         {"mail.example.org", "http://mail", "smtp://", "smtp://mail:", "smtp://mail:0",
          "smtp://mail:65536", "smtp://mail:-1", "smtp://user:pw@mail", "smtp://mail/path",
          "smtp://ma il", "smtp://mail?x", "smtp://[::1", "smtp://-mail"}) {
        EXPECT_THAT(refusal(std::string("server = '") + server + "'"),
                    HasSubstr("f.toml:2: email.server: '"))
            << server;
    }
}

TEST(EmailKeys, RefuseAPasswordThatWouldGoInClear) {
    const std::string login = "user = 'ada'\npassword_file = '/p'\n";
    EXPECT_EQ(refusal(login + "server = 'smtp://mail'"), "accepted");
    EXPECT_EQ(refusal(login + "server = 'smtps://mail'\ntls = 'none'"), "accepted");
    EXPECT_EQ(refusal(login + "server = 'smtp://127.0.0.1:25'\ntls = 'none'"), "accepted");
    for (const char* tls : {"opportunistic", "none"}) {
        EXPECT_THAT(refusal(login + "server = 'smtp://mail'\ntls = '" + tls + "'"),
                    HasSubstr("email.tls: the password would go over the network in clear"));
    }
    EXPECT_THAT(refusal(login + "server = 'smtp://127.0.0.1'\ntls = 'opportunistic'"),
                HasSubstr("in clear"));
}

TEST(EmailKeys, WantUserAndPasswordTogether) {
    EXPECT_THAT(refusal("user = 'ada'"), HasSubstr("password_file is missing"));
    EXPECT_THAT(refusal("password_file = '/p'"), HasSubstr("user is missing"));
    EXPECT_THAT(refusal("user = 'ada'\npassword_file = 'relative'"),
                HasSubstr("email.password_file: 'relative'"));
    EXPECT_EQ(refusal("user = 'ada'\npassword_file = 'credential:smtp'"), "accepted");
}

TEST(EmailKeys, CheckTheOthers) {
    EXPECT_THAT(refusal("tls = 'yes'"), HasSubstr(R"("required", "opportunistic" or "none")"));
    EXPECT_THAT(refusal("from = 'nobody'"), HasSubstr("not an address"));
    EXPECT_EQ(refusal("from = 'Jobs <jobs@example.org>'"), "accepted");
    EXPECT_THAT(refusal("ca_file = 'relative'"), HasSubstr("absolute"));
    EXPECT_EQ(refusal("sendmail = '/usr/lib/sendmail'"), "accepted");
    for (const char* program : {"", "sendmail", "./sendmail"}) {
        EXPECT_THAT(refusal(std::string("sendmail = '") + program + "'"),
                    HasSubstr("absolute path of a program"));
    }
    EXPECT_THAT(refusal("timeout = '2h'"), HasSubstr("from 1s to 1h"));
    EXPECT_THAT(refusal("connections = 0"), HasSubstr("from 1 to 1000"));
}

}  // namespace
}  // namespace tasksched::config
