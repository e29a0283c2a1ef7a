#include "daemon/plugins/report/report_plugin.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/io_context.hpp>
#include <functional>
#include <vector>

namespace tasksched::daemon {
namespace {

using base::Result;
using model::ItemState;
using model::Outcome;

/// Ends each program at once, as told.
class PlayedCommands final : public Plugin {
  public:
    [[nodiscard]] std::string_view type() const override { return "command"; }
    [[nodiscard]] std::optional<std::string> supervisor() const override { return "s1"; }
    asio::awaitable<std::optional<model::AttemptResult>> carry_out(
        AttemptContext context, AttemptControl& /*control*/) override {
        ran.push_back(std::get<model::CommandPayload>(context.payload));
        begun.push_back(context.begin);
        co_return result;
    }
    void recorded(model::RunId run, int attempt) override { ended.emplace_back(run, attempt); }

    std::vector<model::CommandPayload> ran;
    std::vector<AttemptBegin> begun;
    std::vector<AttemptName> ended;
    std::optional<model::AttemptResult> result;
};

/// Notes the mails and answers for all recipients as told.
class PlayedMail final : public MailSender {
  public:
    asio::awaitable<MailResult> send(model::Mail mail, AttemptControl& control) override {
        MailResult answer;
        for (const std::string& address : mail.to) {
            RecipientResult one;
            one.outcome = address == refused ? Outcome::kPermanent : outcome;
            one.reply = "a reply";
            answer.recipients.push_back(one);
        }
        answer.outcome = outcome;
        sent.push_back(std::move(mail));
        if (on_send) {
            on_send(control);
        }
        co_return answer;
    }

    std::vector<model::Mail> sent;
    Outcome outcome = Outcome::kSuccess;
    std::string refused;
    std::function<void(AttemptControl&)> on_send;
};

/// The store of one run, in memory; its life is longer than that of attempts and daemons.
class PlayedStore final : public ResultKeeper, public RunJournal {
  public:
    asio::awaitable<Result<std::optional<model::KeptResult>>> kept() override { co_return value; }
    asio::awaitable<Result<void>> keep(model::AttemptResult result,
                                       std::vector<model::RunItem> items) override {
        if (fails) {
            co_return base::fail(base::ErrorCode::kFailed, "the run has gone on");
        }
        value.emplace();
        value->result = std::move(result);
        value->items = std::move(items);
        co_return Result<void>();
    }
    asio::awaitable<Result<std::vector<model::RunItem>>> items() override {
        co_return value->items;
    }
    asio::awaitable<Result<void>> record(std::vector<model::RunItem> items) override {
        value->items = std::move(items);
        co_return Result<void>();
    }

    std::optional<model::KeptResult> value;
    bool fails = false;
};

class ReportAttempts : public testing::Test {
  protected:
    ReportAttempts() {
        auto commands = std::make_unique<PlayedCommands>();
        commands_ = commands.get();
        plugin_ = std::make_unique<ReportPlugin>(
            std::move(commands), mail_,
            QueryProgram{.program = "/usr/bin/tasksched", .store = "sqlite:/s"}, "host");
        report_.program.argv = {"/bin/df"};
        report_.to = {"ada@b", "bob@b"};
        commands_->result = ended_with(0, "used 81%\n");
    }

    static model::AttemptResult ended_with(int exit_code, const std::string& output) {
        model::AttemptResult result;
        result.outcome = exit_code == 0 ? Outcome::kSuccess : Outcome::kTransient;
        result.exit_code = exit_code;
        result.output.head = output;
        result.output.total_bytes = static_cast<std::int64_t>(output.size());
        return result;
    }

    std::optional<model::AttemptResult> attempt(int number,
                                                AttemptBegin begin = AttemptBegin::kStart) {
        AttemptContext context;
        context.run.id = {7};
        context.run.task_id = {3};
        context.run.user_id = "ada";
        context.attempt = number;
        context.begin = begin;
        context.payload = report_;
        context.policies.retries = 5;
        context.keeper = &store_;
        context.journal = &store_;
        context.task_name = "usage";
        std::optional<model::AttemptResult> result;
        const auto work = [&]() -> asio::awaitable<void> {
            result = co_await plugin_->carry_out(context, control_);
        };
        loop_.restart();
        asio::co_spawn(loop_, work, asio::detached);
        loop_.run();
        return result;
    }

    asio::io_context loop_;
    AttemptControl control_{loop_.get_executor(), nullptr};
    PlayedMail mail_;
    PlayedStore store_;
    PlayedCommands* commands_ = nullptr;
    std::unique_ptr<ReportPlugin> plugin_;
    model::ReportPayload report_;
};

TEST_F(ReportAttempts, MailWhatTheProgramPrinted) {
    const auto result = attempt(1);
    ASSERT_TRUE(result);
    EXPECT_EQ(result->outcome, Outcome::kSuccess);
    EXPECT_EQ(result->exit_code, 0);
    ASSERT_EQ(mail_.sent.size(), 1U);
    EXPECT_EQ(mail_.sent[0].to, report_.to);
    EXPECT_EQ(mail_.sent[0].text, "used 81%\n");
    EXPECT_EQ(commands_->ended, (std::vector<AttemptName>{{model::RunId{7}, 1}}));
    EXPECT_EQ(store_.value->items[1].state, ItemState::kSucceeded);
}

TEST_F(ReportAttempts, KeepTheOutputBeforeTheyMailIt) {
    mail_.on_send = [&](AttemptControl&) {
        ASSERT_TRUE(store_.value);
        EXPECT_EQ(store_.value->result.output.head, "used 81%\n");
        EXPECT_EQ(store_.value->items[0].state, ItemState::kSent);
        EXPECT_TRUE(store_.value->items[0].first_sent_at);
    };
    EXPECT_TRUE(attempt(1));
}

TEST_F(ReportAttempts, DoNotRunTheProgramAgainToMailItsOutputAgain) {
    mail_.outcome = Outcome::kTransient;
    const auto first = attempt(1);
    ASSERT_TRUE(first);
    EXPECT_EQ(first->outcome, Outcome::kTransient);
    mail_.outcome = Outcome::kSuccess;
    const auto second = attempt(2);
    EXPECT_EQ(second->outcome, Outcome::kSuccess);
    EXPECT_EQ(commands_->ran.size(), 1U);
    ASSERT_EQ(mail_.sent.size(), 2U);
    EXPECT_EQ(mail_.sent[0].message_id, mail_.sent[1].message_id);
    EXPECT_EQ(mail_.sent[1].text, "used 81%\n");
}

TEST_F(ReportAttempts, MailOnlyToThoseWhoDoNotHaveIt) {
    mail_.outcome = Outcome::kTransient;
    attempt(1);
    store_.value->items[0].state = ItemState::kSucceeded;
    mail_.outcome = Outcome::kSuccess;
    attempt(2);
    EXPECT_EQ(mail_.sent[1].to, std::vector<std::string>{"bob@b"});
    EXPECT_EQ(mail_.sent[1].shown_to, report_.to);
}

TEST_F(ReportAttempts, SendWhatAFailingProgramPrintedAndFail) {
    commands_->result = ended_with(3, "half\n");
    const auto result = attempt(1);
    EXPECT_EQ(result->outcome, Outcome::kPermanent);
    EXPECT_EQ(result->exit_code, 3);
    ASSERT_EQ(mail_.sent.size(), 1U);
    EXPECT_THAT(mail_.sent[0].text, testing::HasSubstr("half\n"));
}

TEST_F(ReportAttempts, FailWhereARecipientIsRefusedForGood) {
    mail_.refused = "bob@b";
    const auto result = attempt(1);
    EXPECT_EQ(result->outcome, Outcome::kPermanent);
    EXPECT_EQ(result->detail, "1 of 2 recipients refused: bob@b: a reply");
}

TEST_F(ReportAttempts, RunAgainWhatAsksForItAndMailNothing) {
    commands_->result = ended_with(75, "later\n");
    EXPECT_EQ(attempt(1)->outcome, Outcome::kTransient);
    EXPECT_TRUE(mail_.sent.empty());
    EXPECT_FALSE(store_.value);
    commands_->result = ended_with(0, "now\n");
    EXPECT_EQ(attempt(2)->outcome, Outcome::kSuccess);
    EXPECT_EQ(commands_->ran.size(), 2U);
}

TEST_F(ReportAttempts, FollowAProgramThatAnEarlierDaemonStarted) {
    EXPECT_TRUE(attempt(1, AttemptBegin::kResume));
    EXPECT_EQ(commands_->begun, std::vector<AttemptBegin>{AttemptBegin::kResume});
    EXPECT_EQ(mail_.sent.size(), 1U);
}

TEST_F(ReportAttempts, GoOnWithTheMailWhereACrashCameAfterTheProgram) {
    ASSERT_TRUE(attempt(1));
    for (model::RunItem& item : store_.value->items) {
        item.state = ItemState::kSent;
    }
    commands_->ended.clear();
    EXPECT_EQ(attempt(1, AttemptBegin::kResume)->outcome, Outcome::kSuccess);
    EXPECT_EQ(commands_->ran.size(), 1U);
    EXPECT_EQ(commands_->ended.size(), 1U) << "the supervisor may not have heard of it";
    EXPECT_EQ(mail_.sent.size(), 2U) << "it may arrive twice, under one Message-ID";
    EXPECT_EQ(mail_.sent[0].message_id, mail_.sent[1].message_id);
}

TEST_F(ReportAttempts, TellTheEndWhereACrashHidIt) {
    ASSERT_TRUE(attempt(1));
    EXPECT_EQ(attempt(1)->outcome, Outcome::kSuccess);
    EXPECT_EQ(mail_.sent.size(), 1U);
    EXPECT_EQ(commands_->ran.size(), 1U);
}

TEST_F(ReportAttempts, SendNothingThatIsNotKept) {
    store_.fails = true;
    const auto result = attempt(1);
    ASSERT_TRUE(result);
    EXPECT_EQ(result->outcome, Outcome::kTransient);
    EXPECT_TRUE(mail_.sent.empty());
    EXPECT_TRUE(commands_->ended.empty()) << "the supervisor keeps it";
}

TEST_F(ReportAttempts, EndAsKilledWhereSomebodyAsksForThatDuringTheMail) {
    mail_.outcome = Outcome::kTransient;
    mail_.on_send = [](AttemptControl& control) { control.kill(); };
    const auto result = attempt(1);
    EXPECT_EQ(result->reason, model::RunReason::kKilled);
}

TEST_F(ReportAttempts, LetGoWhereTheDaemonStopsDuringTheMail) {
    mail_.on_send = [](AttemptControl& control) { control.abandon(); };
    EXPECT_FALSE(attempt(1));
}

TEST_F(ReportAttempts, RunAQueryByTheCommandAsTheTasksUser) {
    report_.program = {};
    report_.sql = "SELECT 1";
    ASSERT_TRUE(attempt(1));
    ASSERT_EQ(commands_->ran.size(), 1U);
    EXPECT_EQ(commands_->ran[0].argv,
              (std::vector<std::string>{"/usr/bin/tasksched", "--store", "sqlite:/s", "--user",
                                        "ada", "query", "-"}));
    EXPECT_EQ(commands_->ran[0].standard_input, "SELECT 1");
}

}  // namespace
}  // namespace tasksched::daemon
