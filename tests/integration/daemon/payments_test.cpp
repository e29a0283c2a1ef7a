// Payments, from the command to a gateway's ledger.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <set>

#include "tests/integration/daemon/store_view.h"
#include "tests/support/payment_gateway.h"

namespace tasksched::support {
namespace {

using Behaviour = PaymentGateway::Behaviour;
using Fault = PaymentGateway::Fault;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

Behaviour status(int code, const std::string& headers = {}) {
    return {.fault = Fault::kStatus, .status = code, .headers = headers};
}

constexpr auto kNone = std::string::npos;

class Payments : public testing::Test {
  protected:
    void start(const std::string& more = {}) {
        write_token("test-token-8d1f");
        daemon_.configure(gateway_.configuration(daemon_.home().file("token"), more));
        daemon_.start();
    }

    void write_token(const std::string& token) {
        ASSERT_EQ(::chmod(daemon_.home().write("token", token).c_str(), 0600), 0);
    }

    /// Schedules a payment that is due at once, with quick retries.
    std::string pay(std::vector<std::string> options,
                    std::vector<std::string> policies = {"--retries", "5"},
                    const std::string& backoff = "1s..1s") {
        std::vector<std::string> words{"schedule", "--in", "1s", "--backoff", backoff};
        words.insert(words.end(), policies.begin(), policies.end());
        words.insert(words.end(), {"payment", "--from", "acct_1", "--currency", "EUR"});
        words.insert(words.end(), options.begin(), options.end());
        return daemon_.must(words);
    }

    std::string pay_one(const std::string& receiver = "acct_9") {
        return pay({"--to", receiver, "--amount", "12.50"});
    }

    /// The parts of the task's newest run.
    std::vector<nlohmann::json> items_of(const std::string& task) {
        const auto runs = json_lines(daemon_.must({"--json", "runs", "--items", task}));
        return runs.front().at("items").get<std::vector<nlohmann::json>>();
    }

    std::vector<std::string> states_of(const std::string& task) {
        std::vector<std::string> states;
        for (const auto& item : items_of(task)) {
            states.push_back(item.at("state"));
        }
        return states;
    }

    /// What is said of the last attempt of the task's newest run that has ended.
    std::string detail_of(const std::string& task) {
        const auto runs = runs_of(daemon_, task);
        const bool has_none = runs.empty() || runs.front().at("detail").is_null();
        return has_none ? std::string() : runs.front().at("detail").get<std::string>();
    }

    std::string task_state(const std::string& task) {
        return nlohmann::json::parse(daemon_.must({"--json", "show", task})).at("state");
    }

    PaymentGateway gateway_;
    DaemonFixture daemon_;
};

TEST_F(Payments, AreBookedAsTheyWereScheduled) {
    start();
    const auto task = pay({"--to", "acct_9", "--amount", "12.5", "--reference", "Rent, November"});
    ASSERT_TRUE(eventually_runs(daemon_, task, "succeeded", 1));
    const auto ledger = gateway_.ledger();
    ASSERT_EQ(ledger.size(), 1U);
    EXPECT_EQ(ledger[0].sender, "acct_1");
    EXPECT_EQ(ledger[0].receiver, "acct_9");
    EXPECT_EQ(ledger[0].amount, "12.50");
    EXPECT_EQ(ledger[0].currency, "EUR");
    EXPECT_EQ(ledger[0].reference, "Rent, November");
    const auto item = items_of(task).at(0);
    EXPECT_EQ(item.at("state"), "succeeded");
    EXPECT_EQ(item.at("idempotency_key"), ledger[0].key);
    EXPECT_FALSE(item.at("first_sent_at").is_null());
}

TEST_F(Payments, GoToTheirOwnEndsAndAnAttemptSendsThoseAloneThatAreNotFinal) {
    gateway_.set_script([](const std::string& receiver, int calls) {
        if (receiver == "acct_refused") {
            return status(422);
        }
        return receiver == "acct_slow" && calls < 3 ? status(503) : Behaviour{};
    });
    start();
    const auto task = pay({"--transfer", "acct_good=1.00", "--transfer", "acct_refused=2.00",
                           "--transfer", "acct_slow=3.00"});
    ASSERT_TRUE(eventually_runs(daemon_, task, "failed", 1));
    EXPECT_THAT(states_of(task), ElementsAre("succeeded", "failed", "succeeded"));
    EXPECT_EQ(gateway_.requests().size(), 5U) << "1 of the good, 1 of the refused, 3 of the slow";
    const auto run = runs_of(daemon_, task).front();
    EXPECT_EQ(run.at("attempt"), 3);
    EXPECT_THAT(run.at("detail").get<std::string>(), HasSubstr("2 of 3 paid, 1 failed"));
    EXPECT_EQ(task_state(task), "done");
}

TEST_F(Payments, KeepTheirKeyAndBytesOverAttemptsAndRestarts) {
    gateway_.set_script([](const std::string&, int calls) {
        return calls == 1 ? Behaviour{.fault = Fault::kBookAndCut}
                          : (calls == 2 ? Behaviour{.fault = Fault::kBookAndHang} : Behaviour{});
    });
    start("timeout = \"10s\"");
    const auto task = pay_one();
    ASSERT_TRUE(eventually([&] { return gateway_.requests().size() >= 2; }));
    daemon_.kill_and_restart();
    ASSERT_TRUE(eventually_runs(daemon_, task, "succeeded", 1));
    EXPECT_EQ(gateway_.ledger().size(), 1U);
    EXPECT_EQ(gateway_.repeats(), 2);
    EXPECT_EQ(gateway_.conflicts(), 0);
    std::set<std::string> requests;
    for (const std::string& request : gateway_.requests()) {
        requests.insert(request);
    }
    EXPECT_EQ(requests.size(), 1U) << "the same bytes each time, headers included";
}

TEST_F(Payments, ThatAreRejectedCancelTheTaskAndTellTheUserAtOnce) {
    gateway_.set_script([](const std::string& receiver, int calls) {
        if (receiver == "acct_poor") {
            return Behaviour{
                .fault = Fault::kStatus, .status = 402, .body = R"({"message": "no funds"})"};
        }
        return calls < 2 ? status(500) : Behaviour{};
    });
    write_token("test-token-8d1f");
    daemon_.configure(gateway_.configuration(daemon_.home().file("token")) +
                      "[notify]\ncommand = [\"/bin/sh\", \"-c\", \"head -n 1 >>" +
                      daemon_.home().file("told") + "\"]\n");
    daemon_.start();
    const auto task = daemon_.must({"schedule", "--every", "1d", "--overlap", "queue", "--backoff",
                                    "1s..1s", "payment", "--from", "acct_1", "--currency", "EUR",
                                    "--transfer", "acct_poor=5", "--transfer", "acct_rich=6"});
    daemon_.must({"run", task});
    ASSERT_TRUE(eventually_runs(daemon_, task, "failed", 1));
    const auto run = runs_of(daemon_, task).front();
    EXPECT_EQ(run.at("reason"), "rejected");
    EXPECT_THAT(run.at("detail").get<std::string>(), HasSubstr("1 of 2 paid, 1 rejected"));
    EXPECT_THAT(states_of(task), ElementsAre("rejected", "succeeded"));
    EXPECT_EQ(task_state(task), "cancelled");
    EXPECT_EQ(next_run_at(daemon_, task), "none");
    EXPECT_EQ(gateway_.requests().size(), 3U) << "what is rejected is not tried again";
    ASSERT_TRUE(eventually([&] { return !daemon_.home().read("told").empty(); }));
    EXPECT_THAT(daemon_.home().read("told"), HasSubstr("was rejected in attempt 1"));
    EXPECT_THAT(daemon_.home().read("told"), HasSubstr("no funds"));
}

TEST_F(Payments, ThatAreRejectedTakeTheTasksQueuedRunsAlong) {
    gateway_.set_script([](const std::string&, int) { return status(403); });
    start();
    const auto task = daemon_.must({"schedule", "--every", "1d", "payment", "--from", "a", "--to",
                                    "b", "--amount", "1", "--currency", "EUR"});
    daemon_.stop();
    daemon_.must({"run", task});
    daemon_.must({"run", task});
    daemon_.start();
    ASSERT_TRUE(eventually_runs(daemon_, task, "failed", 1));
    ASSERT_TRUE(eventually_runs(daemon_, task, "cancelled", 1));
    EXPECT_EQ(runs_of(daemon_, task).front().at("reason"), "rejected");
    EXPECT_EQ(gateway_.requests().size(), 1U);
}

TEST_F(Payments, WaitWhileOurTokenIsWrongAndUseUpNoRetry) {
    gateway_.set_token("another");
    start();
    const auto task = pay({"--to", "acct_9", "--amount", "3"}, {"--retries", "0"});
    // It is tried again all the time, and is seen between two attempts.
    ASSERT_TRUE(eventually([&] {
        const auto runs = runs_of(daemon_, task);
        const auto run = runs.empty() ? nlohmann::json{{"state", "none"}} : runs.front();
        return run.at("state") == "waiting" && run.at("attempt").get<int>() >= 2 &&
               run.at("reason") == "setup";
    }));
    EXPECT_THAT(daemon_.log(), HasSubstr("payments wait until this is mended"));
    EXPECT_TRUE(eventually([&] {
        const auto health = daemon_.tasksched({"status"});
        return health.exit_code == 1 && health.out.find("the administrator has to mend") != kNone;
    }));
    EXPECT_TRUE(eventually([&] { return states_of(task) == std::vector<std::string>{"pending"}; }));
    gateway_.set_token("new-token-77");
    write_token("new-token-77");
    ASSERT_TRUE(eventually_runs(daemon_, task, "succeeded", 1));
    EXPECT_EQ(gateway_.ledger().size(), 1U);
}

TEST_F(Payments, WaitAsLongAsTheGatewayAsks) {
    gateway_.set_script([](const std::string&, int calls) {
        return calls == 1 ? status(429, "Retry-After: 4\r\n") : Behaviour{};
    });
    start();
    const auto task = pay_one();
    ASSERT_TRUE(eventually_runs(daemon_, task, "succeeded", 1));
    const auto logs =
        nlohmann::json::parse(daemon_.must({"--json", "logs", newest_run_of(daemon_, task)}));
    EXPECT_EQ(logs.at("items").at(0).at("state"), "succeeded");
    const auto first = nlohmann::json::parse(daemon_.must({"--json", "runs", "--items", task}));
    EXPECT_GE(first.at("started_at").get<std::string>().substr(0, 19),
              first.at("items").at(0).at("first_sent_at").get<std::string>().substr(0, 19));
    EXPECT_EQ(gateway_.requests().size(), 2U);
}

TEST_F(Payments, WhoseKeyTheGatewayMayHaveForgottenAreUnknownUntilAPersonDecides) {
    gateway_.set_script([](const std::string&, int calls) {
        return calls == 1 ? Behaviour{.fault = Fault::kBookAndCut} : Behaviour{};
    });
    start("key_window = \"1m\"\ntimeout = \"58s\"");
    const auto task = pay({"--to", "acct_9", "--amount", "7"}, {"--retries", "5"}, "3s..3s");
    ASSERT_TRUE(eventually_runs(daemon_, task, "waiting", 1));
    gateway_.forget_keys();
    ASSERT_TRUE(eventually_runs(daemon_, task, "unknown", 1));
    EXPECT_EQ(gateway_.ledger().size(), 1U) << "it is not sent again";
    EXPECT_THAT(states_of(task), ElementsAre("unknown"));
    EXPECT_EQ(runs_of(daemon_, task).front().at("reason"), "unanswered");
    daemon_.kill_and_restart();
    EXPECT_EQ(count_runs(daemon_, task, "unknown"), 1U) << "no policy decides it";
    daemon_.must({"resolve", newest_run_of(daemon_, task), "--paid"});
    EXPECT_EQ(count_runs(daemon_, task, "succeeded"), 1U);
    EXPECT_THAT(states_of(task), ElementsAre("succeeded"));
}

TEST_F(Payments, ThatRunOutOfRetriesWithoutAClearReplyAreUnknownAndResolvedOneByOne) {
    gateway_.set_script([](const std::string& receiver, int) {
        return receiver == "acct_down" ? status(429) : status(500);
    });
    start();
    const auto task = pay({"--transfer", "a=1", "--transfer", "b=2", "--transfer", "acct_down=3"},
                          {"--retries", "1"});
    ASSERT_TRUE(eventually_runs(daemon_, task, "unknown", 1));
    EXPECT_THAT(states_of(task), ElementsAre("unknown", "unknown", "failed"))
        << "what was only ever put off is known not to be paid";
    const auto run = newest_run_of(daemon_, task);
    EXPECT_EQ(daemon_.tasksched({"resolve", run, "--paid", "--transfer", "3"}).exit_code, 2);
    EXPECT_EQ(daemon_.tasksched({"resolve", run, "--paid", "--transfer", "4"}).exit_code, 2);
    EXPECT_THAT(daemon_.tasksched({"resolve", run, "--paid", "--transfer", "1"}).err,
                HasSubstr("stays unknown"));
    EXPECT_EQ(count_runs(daemon_, task, "unknown"), 1U);
    daemon_.must({"resolve", run, "--not-paid", "--transfer", "2"});
    EXPECT_EQ(count_runs(daemon_, task, "failed"), 1U);
    gateway_.set_script({});
    daemon_.must({"retry", run});
    ASSERT_TRUE(eventually_runs(daemon_, task, "succeeded", 1));
    EXPECT_EQ(gateway_.booked("a"), 0U) << "a person said that it was paid";
    EXPECT_EQ(gateway_.booked("b"), 1U);
    EXPECT_EQ(gateway_.booked("acct_down"), 1U);
}

TEST_F(Payments, AreUnknownWhereTheyAreKilledInTheMiddle) {
    gateway_.set_script(
        [](const std::string&, int) { return Behaviour{.fault = Fault::kBookAndHang}; });
    start("timeout = \"5m\"");
    const auto task = pay_one();
    ASSERT_TRUE(eventually([&] { return gateway_.ledger().size() == 1; }));
    daemon_.must({"kill", newest_run_of(daemon_, task)});
    ASSERT_TRUE(eventually_runs(daemon_, task, "unknown", 1));
    gateway_.set_script({});
    daemon_.must({"resolve", newest_run_of(daemon_, task), "--retry"});
    ASSERT_TRUE(eventually_runs(daemon_, task, "succeeded", 1));
    EXPECT_EQ(gateway_.ledger().size(), 1U) << "the key is the same";
}

TEST_F(Payments, AreCutOffByAStopAndGoOnAtTheNextStart) {
    gateway_.set_script([](const std::string&, int calls) {
        return calls == 1 ? Behaviour{.fault = Fault::kBookAndHang} : Behaviour{};
    });
    write_token("test-token-8d1f");
    daemon_.configure(gateway_.configuration(daemon_.home().file("token"), "timeout = \"5m\"") +
                      "[daemon]\ngrace = \"1s\"\n");
    daemon_.start();
    const auto task = pay_one();
    ASSERT_TRUE(eventually([&] { return gateway_.ledger().size() == 1; }));
    EXPECT_EQ(daemon_.stop().exit_code, 0);
    daemon_.start();
    ASSERT_TRUE(eventually_runs(daemon_, task, "succeeded", 1));
    EXPECT_EQ(gateway_.ledger().size(), 1U);
}

TEST_F(Payments, ChangeTheirAmountsInOneTransaction) {
    start();
    for (const char* receivers : {"acct_9", "acct_9", "acct_8"}) {
        daemon_.must({"schedule", "--every", "1d", "payment", "--from", "a", "--to", receivers,
                      "--amount", "10", "--currency", "EUR"});
    }
    const auto several =
        daemon_.must({"schedule", "--every", "1d", "payment", "--from", "a", "--currency", "EUR",
                      "--transfer", "acct_9=10", "--transfer", "acct_7=30"});
    const auto done = daemon_.must({"--json", "update", "--all", "--type", "payment", "--where",
                                    "receiver=acct_9", "--amount", "20"});
    EXPECT_EQ(nlohmann::json::parse(done).at("updated"), 3);
    const auto shown = nlohmann::json::parse(daemon_.must({"--json", "show", several}));
    EXPECT_EQ(shown.at("payload").at("transfers").dump(),
              R"([{"amount":"20.00","receiver":"acct_9"},{"amount":"30.00","receiver":"acct_7"}])");
    const auto refused =
        daemon_.tasksched({"update", "--all", "--type", "payment", "--amount", "0.001"});
    EXPECT_EQ(refused.exit_code, 2);
    const auto unclear = daemon_.tasksched({"update", several, "--amount", "5"});
    EXPECT_EQ(unclear.exit_code, 2);
    EXPECT_THAT(unclear.err, HasSubstr("2 transfers"));
}

TEST_F(Payments, AreNotSentUnencryptedToAnAddressThatIsNotAllowed) {
    write_token("test-token-8d1f");
    daemon_.configure(fmt::format("[payment]\nurl = \"{}\"\ntoken_file = \"{}\"\n", gateway_.url(),
                                  daemon_.home().file("token")));
    daemon_.start();
    const auto task = pay_one();
    EXPECT_TRUE(eventually([&] { return detail_of(task).find("is not encrypted") != kNone; }));
    EXPECT_TRUE(gateway_.requests().empty());
}

TEST_F(Payments, ShowTheirTokenNowhere) {
    gateway_.set_script([](const std::string&, int calls) {
        return calls == 1 ? Behaviour{.fault = Fault::kStatus,
                                      .status = 500,
                                      .body = "you sent test-token-8d1f"}
                          : Behaviour{};
    });
    start();
    const auto task = pay_one();
    ASSERT_TRUE(eventually_runs(daemon_, task, "succeeded", 1));
    daemon_.stop();
    for (const char* file : {"tasks.db", "tasks.db-wal", "tasksched.toml"}) {
        EXPECT_THAT(daemon_.home().read(file), Not(HasSubstr("test-token-8d1f"))) << file;
    }
    EXPECT_THAT(daemon_.log(), Not(HasSubstr("test-token-8d1f")));
    EXPECT_THAT(daemon_.must({"--json", "show", task}), Not(HasSubstr("test-token")));
    EXPECT_THAT(daemon_.must({"config", "show"}), Not(HasSubstr("test-token")));
}

TEST_F(Payments, AreNotRedirected) {
    gateway_.set_script([&](const std::string&, int) {
        return status(307, "Location: http://127.0.0.1:1/elsewhere\r\n");
    });
    start();
    const auto task = pay_one();
    EXPECT_TRUE(eventually([&] { return detail_of(task).find("redirects to") != kNone; }));
}

}  // namespace
}  // namespace tasksched::support
