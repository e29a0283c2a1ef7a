// Many payments at a gateway that fails at random, while the daemon is killed again and again: in
// the gateway's ledger every transfer stands exactly once, to the cent, and none is unknown.
//
// TASKSCHED_TEST_PAYMENTS sets the number of payments, TASKSCHED_TEST_KILLS that of kills,
// TASKSCHED_TEST_SEED the seed of all that is random.

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <map>
#include <random>

#include "tests/integration/daemon/setting.h"
#include "tests/integration/daemon/store_view.h"
#include "tests/support/payment_gateway.h"

namespace tasksched::support {
namespace {

using Behaviour = PaymentGateway::Behaviour;
using Fault = PaymentGateway::Fault;

/// Every so manieth payment has several transfers.
constexpr std::int64_t kSeveral = 10;
constexpr int kTransfers = 3;

struct Counts {
    std::atomic<int> failed{0};
    std::atomic<int> cut{0};
};

/// Of 100 calls, 20 fail before anything is booked, and 5 are cut off after it.
PaymentGateway::Script unreliable(std::mt19937_64& random, Counts& counts) {
    return [&random, &counts](const std::string&, int) -> Behaviour {
        const auto draw = random() % 100;
        if (draw < 20) {
            ++counts.failed;
            switch (draw % 4) {
                case 0:
                    return {.fault = Fault::kCut};
                case 1:
                    return {.fault = Fault::kStatus, .status = 429};
                case 2:
                    return {.fault = Fault::kStatus, .status = 500};
                default:
                    return {.fault = Fault::kStatus, .status = 503};
            }
        }
        if (draw < 25) {
            ++counts.cut;
            return {.fault = Fault::kBookAndCut};
        }
        return {};
    };
}

struct Expected {
    std::string batch;                           ///< for `schedule --batch`
    std::map<std::string, std::string> amounts;  ///< by receiver
};

Expected make_payments(std::int64_t count) {
    Expected expected;
    const auto add = [&](const std::string& receiver, std::int64_t cents) {
        expected.amounts[receiver] = fmt::format("{}.{:02}", cents / 100, cents % 100);
        return expected.amounts[receiver];
    };
    for (std::int64_t i = 0; i < count; ++i) {
        nlohmann::json line{{"in", "2s"},        {"type", "payment"}, {"from", "acct_payer"},
                            {"currency", "EUR"}, {"retries", "90"},   {"backoff", "1s..2s"}};
        if (i % kSeveral == 0) {
            for (int t = 0; t < kTransfers; ++t) {
                const auto receiver = fmt::format("acct_{}_{}", i, t);
                line["transfer"].push_back(receiver + "=" + add(receiver, 100 * i + t + 1));
            }
        } else {
            const auto receiver = fmt::format("acct_{}", i);
            line["to"] = receiver;
            line["amount"] = add(receiver, 7 * i + 1);
        }
        expected.batch += line.dump() + "\n";
    }
    return expected;
}

std::size_t count_state(const DaemonFixture& daemon, const std::string& state) {
    return json_lines(daemon.must({"--json", "runs", "--state", state, "--limit", "1000000"}))
        .size();
}

TEST(PaymentCrash, BooksEveryTransferExactlyOnce) {
    const auto payments = setting("TASKSCHED_TEST_PAYMENTS", 300);
    const auto kills = setting("TASKSCHED_TEST_KILLS", 20);
    const auto seed = setting("TASKSCHED_TEST_SEED", std::random_device{}());
    fmt::print("payments={} kills={} seed={}\n", payments, kills, seed);
    std::mt19937_64 for_gateway(static_cast<std::uint64_t>(seed));
    std::mt19937_64 for_kills(static_cast<std::uint64_t>(seed) + 1);
    Counts counts;
    PaymentGateway gateway(unreliable(for_gateway, counts));
    DaemonFixture daemon;
    ASSERT_EQ(::chmod(daemon.home().write("token", "test-token-8d1f").c_str(), 0600), 0);
    daemon.configure(gateway.configuration(daemon.home().file("token"), "timeout = \"10s\""));
    const Expected expected = make_payments(payments);
    daemon.must({"schedule", "--batch", "-"}, expected.batch);
    std::int64_t done = 0;
    for (; done < kills; ++done) {
        daemon.launch();
        const std::chrono::milliseconds moment(300 + for_kills() % 1200);
        EXPECT_FALSE(eventually([&] { return !daemon.running(); }, moment)) << daemon.log();
        daemon.kill();
    }
    daemon.start();
    const auto all = static_cast<std::size_t>(payments);
    EXPECT_TRUE(eventually([&] { return count_state(daemon, "succeeded") == all; },
                           std::chrono::seconds(120 + payments / 10)));
    std::map<std::string, std::vector<std::string>> booked;
    for (const Booking& booking : gateway.ledger()) {
        booked[booking.receiver].push_back(booking.amount);
    }
    int lost = 0;
    int doubled = 0;
    int wrong = 0;
    for (const auto& [receiver, amount] : expected.amounts) {
        const auto& amounts = booked[receiver];
        lost += amounts.empty() ? 1 : 0;
        doubled += amounts.size() > 1 ? 1 : 0;
        wrong += std::count(amounts.begin(), amounts.end(), amount) !=
                         static_cast<std::ptrdiff_t>(amounts.size())
                     ? 1
                     : 0;
    }
    fmt::print(
        "payments={} transfers={} calls={} failed={} cut_after_booking={} repeats={} kills={} "
        "booked={} lost={} doubled={} wrong={} unknown={}\n",
        payments, expected.amounts.size(), gateway.requests().size(), counts.failed.load(),
        counts.cut.load(), gateway.repeats(), done, gateway.ledger().size(), lost, doubled, wrong,
        count_state(daemon, "unknown"));
    EXPECT_EQ(gateway.ledger().size(), expected.amounts.size());
    EXPECT_EQ(lost, 0);
    EXPECT_EQ(doubled, 0);
    EXPECT_EQ(wrong, 0);
    EXPECT_EQ(gateway.conflicts(), 0);
    EXPECT_EQ(count_state(daemon, "unknown"), 0U);
    EXPECT_GT(gateway.repeats(), 0) << "nothing was put to the test";
}

}  // namespace
}  // namespace tasksched::support
