#include "daemon/plugins/payment/payment_settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tasksched::daemon {
namespace {

using testing::HasSubstr;

std::string problem_of(const std::string& toml) {
    const auto config = config::parse_config(toml, "f.toml");
    EXPECT_TRUE(config) << config.error().message;
    return payment_settings(*config).problem;
}

TEST(PaymentSettings, NeedAGatewayAndAToken) {
    EXPECT_THAT(problem_of(""), HasSubstr("[payment] url"));
    EXPECT_THAT(problem_of("[payment]\nurl = 'https://g.example/t'"), HasSubstr("token_file"));
    EXPECT_EQ(problem_of("[payment]\nurl = 'https://g.example/t'\ntoken_file = '/t'"), "");
    EXPECT_EQ(problem_of("[payment]\ngateway = 'stripe'\ntoken_file = '/t'"), "");
}

TEST(PaymentSettings, SendNothingUnencryptedButToAnAllowedAddress) {
    const std::string begin = "[payment]\ntoken_file = '/t'\nurl = ";
    const std::string allow = "\n[http]\nallow = ['127.0.0.0/8', '::1']";
    EXPECT_THAT(problem_of(begin + "'http://g.example/t'" + allow), HasSubstr("not encrypted"));
    EXPECT_THAT(problem_of(begin + "'http://127.0.0.1:8/t'"), HasSubstr("not encrypted"));
    EXPECT_THAT(problem_of(begin + "'http://localhost:8/t'" + allow), HasSubstr("not encrypted"));
    EXPECT_THAT(problem_of(begin + "'http://10.0.0.1/t'" + allow), HasSubstr("not encrypted"));
    EXPECT_EQ(problem_of(begin + "'http://127.0.0.1:8/t'" + allow), "");
    EXPECT_EQ(problem_of(begin + "'http://[::1]:8/t'" + allow), "");
    EXPECT_THAT(problem_of(begin + "'https://user:word@g.example/'"), HasSubstr("[payment] url"));
}

TEST(PaymentSettings, HaveDefaults) {
    const auto settings = payment_settings(*config::parse_config("", "f.toml"));
    EXPECT_EQ(settings.key_window, std::chrono::hours(20));
    EXPECT_EQ(settings.timeout, std::chrono::seconds(60));
    EXPECT_EQ(settings.concurrency, 10U);
}

}  // namespace
}  // namespace tasksched::daemon
