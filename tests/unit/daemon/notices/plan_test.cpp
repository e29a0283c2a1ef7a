#include "daemon/notices/plan.h"

#include <gtest/gtest.h>

#include "tests/unit/daemon/notices/noticed_store.h"

namespace tasksched::daemon {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr time::Instant kNow{hours(500'000)};

class NoticePlans : public testing::Test {
  protected:
    void configure(const std::string& toml) {
        recipients_ = Recipients(must(config::parse_config(toml, "tasksched.toml")));
    }

    NoticePlan plan(time::Instant now, std::size_t room = 100) {
        NoticePlan plan;
        store_.change([&](store::Transaction& transaction) {
            plan = must(plan_notices(transaction, recipients_, under_way_, room, now));
        });
        return plan;
    }

    void told(const NoticeMessage& message, time::Instant at) {
        store_.change([&](store::Transaction& transaction) {
            must(transaction.notices().end_try(message.id, false, false, at));
        });
    }

    void SetUp() override { configure("[notify]\ndefault = \"ops@b\"\n"); }

    NoticedStore store_;
    Recipients recipients_;
    std::set<model::NoticeId> under_way_;
};

TEST_F(NoticePlans, TellAFailureAtOnce) {
    store_.fail(store_.task(), kNow);
    const NoticePlan now = plan(kNow);
    ASSERT_EQ(now.messages.size(), 1U);
    EXPECT_EQ(now.messages[0].address, "ops@b");
    EXPECT_TRUE(now.messages[0].by_mail);
    EXPECT_FALSE(now.messages[0].by_command);
    EXPECT_EQ(now.messages[0].tries, 1);
    EXPECT_EQ(now.next, kNow + seconds(30)) << "should the daemon die, it is tried again";
}

TEST_F(NoticePlans, HoldTheNextOfATaskBackAndTellItsCount) {
    const model::TaskId task = store_.task();
    store_.fail(task, kNow);
    told(plan(kNow).messages[0], kNow);
    for (int i = 1; i <= 30; ++i) {
        store_.fail(task, kNow + minutes(i));
        EXPECT_TRUE(plan(kNow + minutes(i)).messages.empty()) << i;
    }
    EXPECT_EQ(plan(kNow + minutes(31)).next, kNow + hours(1));
    const NoticePlan digest = plan(kNow + hours(1));
    ASSERT_EQ(digest.messages.size(), 1U);
    EXPECT_EQ(digest.messages[0].notices[0].notice.count, 30);
    told(digest.messages[0], kNow + hours(1));
    const NoticePlan over = plan(kNow + hours(2));
    EXPECT_TRUE(over.messages.empty()) << "nothing was held back";
    EXPECT_FALSE(over.next);
}

TEST_F(NoticePlans, DoNotMixTasks) {
    store_.fail(store_.task(), kNow);
    store_.fail(store_.task("own@b"), kNow);
    EXPECT_EQ(plan(kNow).messages.size(), 2U);
}

TEST_F(NoticePlans, TellNobodyWhereNobodyIsToBeTold) {
    configure("");
    store_.fail(store_.task(), kNow);
    const NoticePlan now = plan(kNow);
    EXPECT_TRUE(now.messages.empty());
    EXPECT_FALSE(now.next) << "it is closed, not kept for ever";
}

TEST_F(NoticePlans, TellAStormTogetherAndThenLater) {
    configure("[notify]\ndefault = \"ops@b\"\nmax_per_hour = 3\n");
    for (int i = 0; i < 200; ++i) {
        store_.fail(store_.task(), kNow);
    }
    const NoticePlan storm = plan(kNow);
    ASSERT_EQ(storm.messages.size(), 1U);
    EXPECT_EQ(storm.messages[0].notices.size(), 200U);
    told(storm.messages[0], kNow);
    std::size_t messages = 1;
    for (int minute = 1; minute < 60; ++minute) {
        store_.fail(store_.task(), kNow + minutes(minute));
        for (const NoticeMessage& message : plan(kNow + minutes(minute)).messages) {
            told(message, kNow + minutes(minute));
            ++messages;
        }
    }
    EXPECT_EQ(messages, 3U) << "no more within the hour";
    const NoticePlan rest = plan(kNow + hours(1) + seconds(1));
    ASSERT_EQ(rest.messages.size(), 1U);
    EXPECT_EQ(rest.messages[0].notices.size(), 57U) << "and none is lost";
}

TEST_F(NoticePlans, TryTheSameMessageAgain) {
    const model::TaskId task = store_.task();
    store_.fail(task, kNow);
    const NoticeMessage first = plan(kNow).messages[0];
    EXPECT_TRUE(plan(kNow + seconds(29)).messages.empty());
    const NoticePlan again = plan(kNow + seconds(30));
    ASSERT_EQ(again.messages.size(), 1U);
    EXPECT_EQ(again.messages[0].id, first.id);
    EXPECT_EQ(again.messages[0].tries, 2);
    EXPECT_EQ(again.messages[0].tried_since, kNow);
    EXPECT_EQ(again.next, kNow + seconds(90));
}

TEST_F(NoticePlans, LeaveWhatIsUnderWayAlone) {
    store_.fail(store_.task(), kNow);
    under_way_.insert(plan(kNow).messages[0].id);
    EXPECT_TRUE(plan(kNow + hours(5)).messages.empty());
}

TEST_F(NoticePlans, BeginNoMoreThanThereIsRoomFor) {
    for (int i = 0; i < 5; ++i) {
        store_.fail(store_.task(), kNow);
    }
    const NoticePlan some = plan(kNow, 2);
    EXPECT_EQ(some.messages.size(), 2U);
    EXPECT_TRUE(some.more);
    const NoticePlan rest = plan(kNow, 10);
    EXPECT_EQ(rest.messages.size(), 3U);
    EXPECT_FALSE(rest.more);
}

TEST_F(NoticePlans, KeepARowOrTwoOfATaskThroughADayWithoutAMailServer) {
    const model::TaskId task = store_.task();
    std::size_t tries = 0;
    for (int minute = 0; minute < 24 * 60; ++minute) {
        store_.fail(task, kNow + minutes(minute));
        const NoticePlan now = plan(kNow + minutes(minute));
        EXPECT_LE(now.messages.size(), 1U);
        tries += now.messages.size();
    }
    EXPECT_LE(tries, 31U);
    EXPECT_EQ(store_.undelivered(), 1);
    std::vector<NoticeMessage> tried;
    store_.change(
        [&](store::Transaction& transaction) { tried = must(tried_messages(transaction)); });
    ASSERT_EQ(tried.size(), 1U);
    told(tried[0], kNow + hours(24));
    const NoticePlan rest = plan(kNow + hours(25));
    ASSERT_EQ(rest.messages.size(), 1U);
    EXPECT_EQ(rest.messages[0].notices[0].notice.count, 24 * 60 - 1) << "none is lost";
}

}  // namespace
}  // namespace tasksched::daemon
