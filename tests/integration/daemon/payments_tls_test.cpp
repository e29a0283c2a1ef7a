// Payments over TLS, and what `config check --connect` says of their gateway.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/integration/daemon/store_view.h"
#include "tests/support/nginx.h"
#include "tests/support/payment_gateway.h"

namespace tasksched::support {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

/// A gateway behind a server that speaks TLS.
class PaymentsOverTls : public testing::Test {
  protected:
    void SetUp() override {
        token_ = daemon_.home().write("token", "test-token-8d1f");
        ASSERT_EQ(::chmod(token_.c_str(), 0600), 0);
    }

    void configure(const std::string& host, const std::string& more) {
        daemon_.configure(fmt::format("[payment]\nurl = '{}'\ntoken_file = '{}'\n{}",
                                      server_.url("/transfers", host), token_, more));
    }

    [[nodiscard]] std::string trusted() const {
        return fmt::format("[http]\nca_file = '{}'\n", authority_.file());
    }

    std::string pay() {
        return daemon_.must({"schedule", "--in", "1s", "--retries", "0", "payment", "--from", "a",
                             "--to", "acct_9", "--amount", "12.50", "--currency", "EUR"});
    }

    /// The exit status of `config check --connect`, and what it prints.
    std::string check() {
        const ProcessResult result = daemon_.tasksched({"config", "check", "--connect"});
        return fmt::format("{} {}", result.exit_code.value_or(-1), result.out + result.err);
    }

    DaemonFixture daemon_;
    std::string token_;
    PaymentGateway gateway_;
    const TestAuthority authority_;
    const Certificate certificate_ = authority_.issue("DNS:localhost");
    const Nginx server_{fmt::format("location / {{ proxy_pass {}; }}",
                                    gateway_.url().substr(0, gateway_.url().rfind('/'))),
                        &certificate_};
};

TEST_F(PaymentsOverTls, AreBookedOnce) {
    configure("localhost", trusted());
    daemon_.start();
    const auto task = pay();
    ASSERT_TRUE(eventually_runs(daemon_, task, "succeeded", 1));
    ASSERT_THAT(gateway_.ledger(), SizeIs(1));
    EXPECT_EQ(gateway_.ledger().front().amount, "12.50");
    EXPECT_THAT(server_.log(), StartsWith("POST /transfers HTTP/1.1 20"));
}

TEST_F(PaymentsOverTls, GoToNobodyWhoseCertificateIsNotTrusted) {
    configure("localhost", "");
    daemon_.start();
    const auto task = pay();
    ASSERT_TRUE(eventually_runs(daemon_, task, "failed", 1));
    EXPECT_THAT(runs_of(daemon_, task).front().at("detail").get<std::string>(),
                HasSubstr("certificate"));
    EXPECT_THAT(gateway_.requests(), IsEmpty());
}

TEST_F(PaymentsOverTls, GoToNobodyWhoseCertificateIsForAnotherName) {
    configure("127.0.0.1", trusted());
    daemon_.start();
    ASSERT_TRUE(eventually_runs(daemon_, pay(), "failed", 1));
    EXPECT_THAT(gateway_.requests(), IsEmpty());
}

TEST_F(PaymentsOverTls, HaveTheirConnectionCheckedWithoutATransfer) {
    configure("localhost", trusted());
    EXPECT_THAT(check(), HasSubstr(server_.url("/transfers", "localhost") + "\tgood"));
    configure("localhost", "");
    EXPECT_THAT(check(), AllOf(StartsWith("1 "), HasSubstr("failed"), HasSubstr("certificate")));
    configure("127.0.0.1", trusted());
    EXPECT_THAT(check(), AllOf(StartsWith("1 "), HasSubstr("failed")));
    EXPECT_THAT(gateway_.requests(), IsEmpty());
    EXPECT_THAT(server_.log(), IsEmpty());
}

TEST_F(PaymentsOverTls, HaveTheRestOfTheirSettingsChecked) {
    configure("localhost", trusted());
    ASSERT_EQ(::chmod(token_.c_str(), 0644), 0);
    EXPECT_THAT(check(), AllOf(StartsWith("1 "), HasSubstr("payment"), HasSubstr("chmod 600"),
                               Not(HasSubstr("test-token"))));
    ASSERT_EQ(::chmod(token_.c_str(), 0600), 0);
    daemon_.configure(fmt::format("[payment]\nurl = 'https://127.0.0.1:{}'\ntoken_file = '{}'\n",
                                  free_port(), token_));
    EXPECT_THAT(check(), AllOf(StartsWith("1 "), HasSubstr("payment"), HasSubstr("failed")));
    daemon_.configure(fmt::format("[payment]\ntoken_file = '{}'\n", token_));
    EXPECT_THAT(check(), AllOf(StartsWith("1 "), HasSubstr("no [payment] url")));
    daemon_.configure("");
    EXPECT_THAT(check(), Not(HasSubstr("payment")));
}

}  // namespace
}  // namespace tasksched::support
