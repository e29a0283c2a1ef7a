#include "daemon/mail/sendmail_sender.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <optional>
#include <string>
#include <utility>

namespace tasksched::daemon {
namespace {

using model::Outcome;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// Carries nothing out, keeps what it was asked for, and tells the end it was given.
struct RecordingPlugin final : Plugin {
    [[nodiscard]] std::string_view type() const override { return "command"; }
    asio::awaitable<std::optional<model::AttemptResult>> carry_out(
        AttemptContext context, AttemptControl& /*control*/) override {
        asked = std::move(context);
        co_return end;
    }

    std::optional<AttemptContext> asked;
    std::optional<model::AttemptResult> end;
};

struct Sendmail : testing::Test {
    MailResult send(const std::string& program) {
        SendmailSender sender(plugin);
        config::Email email;
        email.sendmail.value = program;
        sender.configure(email);
        model::Mail mail;
        mail.from = "sched@x.org";
        mail.to = {"ada@x.org", "bob@x.org"};
        mail.shown_to = {"ada@x.org", "bob@x.org", "done@x.org"};
        mail.subject = "Hello";
        mail.text = ".\n";
        AttemptControl control(loop.get_executor(), {});
        MailResult result;
        asio::co_spawn(loop, sender.send(mail, control),
                       [&](const std::exception_ptr&, MailResult got) { result = std::move(got); });
        loop.run();
        loop.restart();
        return result;
    }

    void exits_with(int status) {
        plugin.end.emplace();
        plugin.end->outcome = status == 0 ? Outcome::kSuccess : Outcome::kTransient;
        plugin.end->exit_code = status;
        plugin.end->output.head = "why\n";
    }

    asio::io_context loop;
    RecordingPlugin plugin;
};

TEST_F(Sendmail, IsRunWithFixedArgumentsAndTheRecipientsInTheHeader) {
    exits_with(0);
    const MailResult result = send("/bin/true");
    EXPECT_EQ(result.outcome, Outcome::kSuccess);
    ASSERT_EQ(result.recipients.size(), 2U);
    EXPECT_EQ(result.recipients[1].outcome, Outcome::kSuccess);
    ASSERT_TRUE(plugin.asked);
    EXPECT_TRUE(plugin.asked->errand);
    const auto& payload = std::get<model::CommandPayload>(plugin.asked->payload);
    EXPECT_THAT(payload.argv, ElementsAre("/bin/true", "-i", "-t"));
    EXPECT_THAT(*payload.standard_input, HasSubstr("To: ada@x.org, bob@x.org\n"));
    EXPECT_THAT(*payload.standard_input, Not(HasSubstr("\r")));
    EXPECT_THAT(*payload.standard_input, testing::EndsWith("\n\n.\n"));
}

TEST_F(Sendmail, TellsFailuresByTheStatus) {
    for (const auto& [status, outcome] :
         {std::pair(67, Outcome::kPermanent), std::pair(64, Outcome::kPermanent),
          std::pair(75, Outcome::kTransient), std::pair(1, Outcome::kTransient)}) {
        exits_with(status);
        const MailResult result = send("/bin/true");
        EXPECT_EQ(result.outcome, outcome) << status;
        EXPECT_EQ(result.detail, "/bin/true: exit status " + std::to_string(status) + ": why");
    }
}

TEST_F(Sendmail, SaysWhatIsMissingWhereThereIsNone) {
    const MailResult result = send("/nonexistent/sendmail");
    EXPECT_EQ(result.outcome, Outcome::kTransient);
    EXPECT_EQ(result.detail,
              "no way to send mail: no [email] server is set, and there is no "
              "/nonexistent/sendmail");
    EXPECT_FALSE(plugin.asked);
}

TEST_F(Sendmail, DoesNotKnowTheEndThatNobodySaw) {
    EXPECT_EQ(send("/bin/true").outcome, Outcome::kTransient);
    EXPECT_THAT(send("/bin/true").detail, HasSubstr("may have taken"));
}

}  // namespace
}  // namespace tasksched::daemon
