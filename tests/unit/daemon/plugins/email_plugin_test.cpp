#include "daemon/plugins/email/email_plugin.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <chrono>
#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/model/email.h"
#include "tests/support/fake_clock.h"

namespace tasksched::daemon {
namespace {

using model::ItemState;
using model::Outcome;
using model::RunItem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

/// What happened, in order: what the journal recorded and what was sent.
using Events = std::vector<std::string>;

/// A journal in memory.
struct MemoryJournal final : RunJournal {
    explicit MemoryJournal(Events& all) : events(all) {}

    asio::awaitable<base::Result<std::vector<RunItem>>> items() override { co_return stored; }

    asio::awaitable<base::Result<void>> record(std::vector<RunItem> items) override {
        if (is_gone) {
            co_return base::fail(base::ErrorCode::kFailed, "gone");
        }
        std::string text = "record";
        for (const RunItem& item : items) {
            text += " " + item.label + "=" + std::string(to_string(item.state));
            const auto known =
                std::find_if(stored.begin(), stored.end(),
                             [&](const RunItem& other) { return other.number == item.number; });
            if (known == stored.end()) {
                stored.push_back(item);
            } else {
                *known = item;
            }
        }
        events.push_back(text);
        co_return base::Result<void>();
    }

    Events& events;
    std::vector<RunItem> stored;
    bool is_gone = false;
};

/// Sends nothing and tells the ends that it was given, the last one for all that follow.
struct FakeSender final : MailSender {
    explicit FakeSender(Events& all) : events(all) {}

    asio::awaitable<MailResult> send(model::Mail mail, AttemptControl& control) override {
        std::string text = "send";
        MailResult result;
        for (std::size_t i = 0; i < mail.to.size(); ++i) {
            text += " " + mail.to[i];
            result.recipients.push_back(
                {.outcome = ends.at(std::min(i, ends.size() - 1)), .reply = "told"});
        }
        events.push_back(text);
        mails.push_back(std::move(mail));
        if (waits) {
            co_await control.wait_for_more(EndRequest::kNone, std::nullopt);
            result.recipients.assign(result.recipients.size(),
                                     {.outcome = Outcome::kTransient, .reply = "ended"});
        }
        co_return result;
    }

    Events& events;
    std::vector<Outcome> ends{Outcome::kSuccess};
    std::vector<model::Mail> mails;
    bool waits = false;
};

struct EmailPluginTest : testing::Test {
    std::optional<model::AttemptResult> carry_out(
        const std::function<void(AttemptControl&)>& during = {}) {
        AttemptContext context;
        context.run.id = model::RunId{3};
        context.run.task_id = model::TaskId{7};
        context.payload = payload;
        context.policies = policies;
        context.journal = &journal;
        AttemptControl control(loop.get_executor(), {});
        std::optional<model::AttemptResult> result;
        asio::co_spawn(
            loop, plugin.carry_out(std::move(context), control),
            [&](const std::exception_ptr& error, std::optional<model::AttemptResult> got) {
                EXPECT_FALSE(error);
                result = std::move(got);
            });
        if (during) {
            loop.poll();
            during(control);
        }
        loop.run_for(std::chrono::seconds(20));
        loop.restart();
        return result;
    }

    Events events;
    asio::io_context loop;
    support::FakeClock clock{time::Instant(std::chrono::seconds(1'000'000))};
    MemoryJournal journal{events};
    FakeSender sender{events};
    EmailPlugin plugin{loop, sender, clock};
    model::Policies policies;
    model::EmailPayload payload{.to = {"a@x.org", "B <b@x.org>"},
                                .from = "",
                                .subject = "s",
                                .message = "m",
                                .html = false,
                                .attach = {}};
};

TEST_F(EmailPluginTest, RecordsBeforeAndAfterItSends) {
    const auto result = carry_out();
    ASSERT_TRUE(result);
    EXPECT_EQ(result->outcome, Outcome::kSuccess);
    EXPECT_THAT(events, ElementsAre("record a@x.org=sent b@x.org=sent", "send a@x.org B <b@x.org>",
                                    "record a@x.org=succeeded b@x.org=succeeded"));
    EXPECT_EQ(journal.stored[0].idempotency_key, sender.mails[0].message_id);
    EXPECT_THAT(sender.mails[0].message_id, HasSubstr("7-run-3."));
}

TEST_F(EmailPluginTest, GoesAgainToThoseThatAreOpenUnderTheSameIdAndDate) {
    sender.ends = {Outcome::kSuccess, Outcome::kTransient};
    const auto first = carry_out();
    EXPECT_EQ(first->outcome, Outcome::kTransient);
    EXPECT_EQ(first->detail, "1 of 2 recipients not reached; b@x.org: told");
    clock.advance(std::chrono::hours(1));
    sender.ends = {Outcome::kSuccess};
    const auto second = carry_out();
    EXPECT_EQ(second->outcome, Outcome::kSuccess);
    EXPECT_THAT(sender.mails.at(1).to, ElementsAre("B <b@x.org>"));
    EXPECT_EQ(sender.mails[1].shown_to, payload.to);
    EXPECT_EQ(sender.mails[1].message_id, sender.mails[0].message_id);
    EXPECT_EQ(sender.mails[1].date, sender.mails[0].date);
}

TEST_F(EmailPluginTest, FailsForGoodOnceNobodyIsOpen) {
    sender.ends = {Outcome::kPermanent, Outcome::kTransient};
    EXPECT_EQ(carry_out()->outcome, Outcome::kTransient);
    sender.ends = {Outcome::kSuccess};
    const auto last = carry_out();
    EXPECT_EQ(last->outcome, Outcome::kPermanent);
    EXPECT_EQ(last->detail, "1 of 2 recipients refused; a@x.org: told");
}

TEST_F(EmailPluginTest, SendsNothingWhereAllHaveTheirEnd) {
    EXPECT_EQ(carry_out()->outcome, Outcome::kSuccess);
    EXPECT_EQ(carry_out()->outcome, Outcome::kSuccess);
    EXPECT_THAT(sender.mails, SizeIs(1));
}

TEST_F(EmailPluginTest, SendsNothingThatIsNotRecorded) {
    journal.is_gone = true;
    EXPECT_FALSE(carry_out());
    EXPECT_THAT(events, IsEmpty());
}

TEST_F(EmailPluginTest, EndsOnRequest) {
    sender.waits = true;
    const auto killed = carry_out([](AttemptControl& control) { control.kill(); });
    ASSERT_TRUE(killed);
    EXPECT_EQ(killed->reason, model::RunReason::kKilled);
    EXPECT_EQ(killed->outcome, Outcome::kPermanent) << "and is not tried again";
    EXPECT_FALSE(carry_out([](AttemptControl& control) { control.abandon(); }));
}

TEST_F(EmailPluginTest, EndsAtItsTimeout) {
    sender.waits = true;
    policies.timeout = std::chrono::seconds(1);
    const auto late = carry_out();
    ASSERT_TRUE(late);
    EXPECT_EQ(late->reason, model::RunReason::kTimeout);
    EXPECT_EQ(late->outcome, Outcome::kTransient);
}

TEST_F(EmailPluginTest, IsNoMessageWhereAFileIsMissing) {
    payload.attach = {"/nonexistent/file"};
    const auto missing = carry_out();
    EXPECT_EQ(missing->outcome, Outcome::kTransient) << "it may come";
    EXPECT_THAT(missing->detail, HasSubstr("/nonexistent/file"));
    payload.attach = {"/dev/null"};
    EXPECT_EQ(carry_out()->outcome, Outcome::kPermanent);
    EXPECT_THAT(events, IsEmpty());
}

}  // namespace
}  // namespace tasksched::daemon
