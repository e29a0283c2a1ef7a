#include "daemon/plugins/report/report_result.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tasksched::daemon {
namespace {

using model::ItemState;
using model::Outcome;
using testing::HasSubstr;

model::AttemptResult ended_with(int exit_code) {
    model::AttemptResult result;
    result.outcome = exit_code == 0 ? Outcome::kSuccess : Outcome::kTransient;
    result.exit_code = exit_code;
    return result;
}

model::ReportPayload to(std::vector<std::string> addresses) {
    model::ReportPayload report;
    report.to = std::move(addresses);
    return report;
}

/// A report whose program ended with that status, and what the recipients came to.
model::KeptResult kept_with(int exit_code, const std::vector<ItemState>& states) {
    model::KeptResult kept;
    kept.result = ended_with(exit_code);
    for (const ItemState state : states) {
        model::RunItem item;
        item.number = static_cast<int>(kept.items.size()) + 1;
        item.label = "r" + std::to_string(item.number) + "@b";
        item.state = state;
        item.reply = "a reply";
        kept.items.push_back(item);
    }
    return kept;
}

TEST(ReportResult, RunsAProgramAgainOnlyWhereItsStatusAsksForThat) {
    model::Policies policies;
    policies.retries = 2;
    EXPECT_FALSE(runs_again(policies, 1, ended_with(0)));
    EXPECT_FALSE(runs_again(policies, 1, ended_with(1))) << "retries are for the mail";
    EXPECT_TRUE(runs_again(policies, 1, ended_with(75)));
    EXPECT_TRUE(runs_again(policies, 2, ended_with(75)));
    EXPECT_FALSE(runs_again(policies, 3, ended_with(75))) << "then its output is mailed";
    policies.retry_on = model::ExitCodes::parse("4-5").value();
    EXPECT_TRUE(runs_again(policies, 1, ended_with(4)));
    policies.give_up_on = model::ExitCodes::parse("5").value();
    EXPECT_FALSE(runs_again(policies, 1, ended_with(5)));
}

TEST(ReportResult, RunsAProgramAgainThatCouldNotBeStartedForWantOfSomething) {
    EXPECT_TRUE(runs_again({}, 1, model::not_started(Outcome::kTransient, "no memory")));
    EXPECT_FALSE(runs_again({}, 1, model::not_started(Outcome::kPermanent, "no such file")));
}

TEST(ReportResult, IsTheEndWithoutAMailWhereThereIsNothingToSend) {
    EXPECT_TRUE(is_without_mail(model::not_started(Outcome::kPermanent, "no such file")));
    auto killed = ended_with(1);
    killed.reason = model::RunReason::kKilled;
    EXPECT_TRUE(is_without_mail(killed));
    auto late = ended_with(1);
    late.reason = model::RunReason::kTimeout;
    EXPECT_FALSE(is_without_mail(late)) << "what it printed is sent";
}

TEST(ReportResult, IsTriedAgainWhileARecipientIsOpen) {
    for (const int exit_code : {0, 3}) {
        const auto result = result_of(
            kept_with(exit_code, {ItemState::kSucceeded, ItemState::kSent, ItemState::kPending}),
            1);
        EXPECT_EQ(result.outcome, Outcome::kTransient);
        EXPECT_FALSE(result.exit_code) << "no list of exit statuses is asked";
        EXPECT_EQ(result.detail, "mail to r2@b: a reply, and 1 more");
    }
}

TEST(ReportResult, IsTheProgramsOwnOnceAllHaveIt) {
    const auto good = result_of(kept_with(0, {ItemState::kSucceeded}), 1);
    EXPECT_EQ(good.outcome, Outcome::kSuccess);
    EXPECT_EQ(good.exit_code, 0);
    const auto bad = result_of(kept_with(3, {ItemState::kSucceeded}), 2);
    EXPECT_EQ(bad.outcome, Outcome::kPermanent) << "the program is not tried again";
    EXPECT_EQ(bad.exit_code, 3);
    EXPECT_EQ(bad.detail, "exit status 3; its output was mailed");
    EXPECT_EQ(bad.output, model::Output()) << "it is stored already";
}

TEST(ReportResult, IsAFailureWhereOneRecipientIsRefused) {
    const auto result = result_of(kept_with(0, {ItemState::kSucceeded, ItemState::kFailed}), 1);
    EXPECT_EQ(result.outcome, Outcome::kPermanent);
    EXPECT_EQ(result.detail, "1 of 2 recipients refused: r2@b: a reply");
}

TEST(ReportResult, NotesTheReplyOfEachRecipient) {
    auto items = recipients_of(to({"a@b", "c@d", "e@f"}));
    ASSERT_EQ(items.size(), 3U);
    EXPECT_EQ(items[2].label, "e@f");
    EXPECT_EQ(items[2].number, 3);
    items[0].state = ItemState::kSucceeded;
    const auto open = open_items(items);
    EXPECT_EQ(open, (std::vector<std::size_t>{1, 2}));
    MailResult mail;
    mail.outcome = Outcome::kTransient;
    mail.recipients = {{.outcome = Outcome::kPermanent, .reply = "550 no"},
                       {.outcome = Outcome::kTransient, .reply = "451 later"}};
    note_replies(items, open, mail);
    EXPECT_EQ(items[1].state, ItemState::kFailed);
    EXPECT_EQ(items[1].reply, "550 no");
    EXPECT_EQ(items[2].state, ItemState::kPending);
    EXPECT_EQ(open_items(items), (std::vector<std::size_t>{2}));
}

TEST(ReportResult, TakesAnAnswerWithoutRecipientsForAll) {
    auto items = recipients_of(to({"a@b", "c@d"}));
    MailResult mail;
    mail.outcome = Outcome::kTransient;
    mail.detail = "connection refused";
    note_replies(items, open_items(items), mail);
    EXPECT_EQ(items[1].reply, "connection refused");
    EXPECT_EQ(open_items(items).size(), 2U);
}

}  // namespace
}  // namespace tasksched::daemon
