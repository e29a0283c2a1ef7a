#include <gmock/gmock.h>

#include "tests/contract/store_contract.h"

namespace tasksched::store {

namespace {

using model::Notice;
using model::NoticeId;
using model::NoticeKind;
using model::Task;

class StoreNotices : public StoreContract {
  protected:
    void add(const Task& task, std::int64_t run, NoticeKind kind, std::int64_t at) {
        change([&](Transaction& transaction) {
            value_of(transaction.notices().add({.task_id = task.id,
                                                .user_id = task.user_id,
                                                .run_id = {run},
                                                .attempt = 1,
                                                .kind = kind,
                                                .why = "run " + std::to_string(run)},
                                               instant(at)));
        });
    }

    std::vector<Notice> due(std::int64_t at) {
        std::vector<Notice> notices;
        change([&](Transaction& transaction) {
            notices = value_of(transaction.notices().due(instant(at), 100));
        });
        return notices;
    }

    NoticeId begin(const std::vector<NoticeId>& ids, std::int64_t at,
                   const std::string& address = "a@b") {
        NoticeId message;
        change([&](Transaction& transaction) {
            message = value_of(transaction.notices().begin(ids,
                                                           {.address = address,
                                                            .by_mail = true,
                                                            .by_command = true,
                                                            .next_try = instant(at + 30)},
                                                           instant(at)));
        });
        return message;
    }

    void end_try(NoticeId message, bool by_mail, bool by_command, std::int64_t at) {
        change([&](Transaction& transaction) {
            value_of(transaction.notices().end_try(message, by_mail, by_command, instant(at)));
        });
    }

    std::optional<time::Instant> next_due() {
        std::optional<time::Instant> next;
        change(
            [&](Transaction& transaction) { next = value_of(transaction.notices().next_due()); });
        return next;
    }

    MessageCount begun_since(const std::string& address, std::int64_t since) {
        MessageCount count;
        change([&](Transaction& transaction) {
            count = value_of(transaction.notices().begun_since(address, instant(since)));
        });
        return count;
    }
};

INSTANTIATE_TEST_SUITE_P(Engines, StoreNotices, testing::ValuesIn(engines_under_test()),
                         engine_name);

TEST_P(StoreNotices, AreDueAtOnce) {
    const Task task = stored(a_periodic_task());
    add(task, 7, NoticeKind::kFailed, 100);
    EXPECT_EQ(next_due(), instant(100));
    EXPECT_TRUE(due(99).empty());
    const auto notices = due(100);
    ASSERT_EQ(notices.size(), 1U);
    EXPECT_EQ(notices[0].what.task_id, task.id);
    EXPECT_EQ(notices[0].what.user_id, "alice");
    EXPECT_EQ(notices[0].what.run_id.value, 7);
    EXPECT_EQ(notices[0].what.why, "run 7");
    EXPECT_EQ(notices[0].count, 1);
    EXPECT_EQ(notices[0].tries, 0);
    EXPECT_FALSE(notices[0].message);
    EXPECT_FALSE(notices[0].task_tried_at);
}

TEST_P(StoreNotices, OfOneTaskAreCountedUntilTheFirstTry) {
    const Task task = stored(a_periodic_task());
    for (std::int64_t run = 1; run <= 1000; ++run) {
        add(task, run, NoticeKind::kFailed, 100 + run);
    }
    const auto notices = due(5000);
    ASSERT_EQ(notices.size(), 1U) << "a day of failures is one row";
    EXPECT_EQ(notices[0].count, 1000);
    EXPECT_EQ(notices[0].first_at, instant(101));
    EXPECT_EQ(notices[0].happened_at, instant(1100));
    EXPECT_EQ(notices[0].what.run_id.value, 1000) << "the last one is shown";
}

TEST_P(StoreNotices, ThatAskForAnAnswerAreNotOverwrittenByFailures) {
    const Task task = stored(a_periodic_task());
    add(task, 1, NoticeKind::kUnknown, 100);
    add(task, 2, NoticeKind::kFailed, 200);
    auto notices = due(5000);
    ASSERT_EQ(notices.size(), 1U);
    EXPECT_EQ(notices[0].what.run_id.value, 1);
    EXPECT_EQ(notices[0].count, 2);
    add(task, 3, NoticeKind::kRejected, 300);
    notices = due(5000);
    EXPECT_EQ(notices[0].what.run_id.value, 3);
}

TEST_P(StoreNotices, ThatWereTriedStayAsTheyAre) {
    const Task task = stored(a_periodic_task());
    add(task, 1, NoticeKind::kFailed, 100);
    const NoticeId message = begin({due(100)[0].id}, 100);
    add(task, 2, NoticeKind::kFailed, 110);
    EXPECT_EQ(next_due(), instant(130)) << "what came later waits for the message";
    auto notices = due(200);
    ASSERT_EQ(notices.size(), 1U);
    EXPECT_EQ(notices[0].message, message);
    EXPECT_EQ(notices[0].what.run_id.value, 1) << "the message stays what it was";
    EXPECT_EQ(notices[0].address, "a@b");
    EXPECT_EQ(notices[0].tries, 1);
    end_try(message, false, false, 201);
    EXPECT_EQ(next_due(), instant(110));
    notices = due(202);
    ASSERT_EQ(notices.size(), 1U);
    EXPECT_EQ(notices[0].what.run_id.value, 2);
    EXPECT_EQ(notices[0].task_tried_at, instant(100)) << "it is held back by the first";
}

TEST_P(StoreNotices, AreTriedAgainByTheWaysThatAreLeft) {
    const Task task = stored(a_periodic_task());
    add(task, 1, NoticeKind::kFailed, 100);
    const NoticeId message = begin({due(100)[0].id}, 100);
    end_try(message, true, false, 101);
    EXPECT_TRUE(due(129).empty());
    const auto notices = due(130);
    ASSERT_EQ(notices.size(), 1U);
    EXPECT_TRUE(notices[0].by_mail);
    EXPECT_FALSE(notices[0].by_command);
    change([&](Transaction& transaction) {
        value_of(transaction.notices().begin_again(message, instant(190), instant(130)));
    });
    EXPECT_EQ(due(200)[0].tries, 2);
    EXPECT_EQ(due(200)[0].tried_since, instant(100));
    end_try(message, false, false, 131);
    EXPECT_FALSE(next_due()) << "it is told";
}

TEST_P(StoreNotices, OfManyTasksAreOneMessage) {
    std::vector<NoticeId> ids;
    for (std::int64_t run = 1; run <= 3; ++run) {
        add(stored(a_periodic_task()), run, NoticeKind::kFailed, 100);
    }
    for (const Notice& notice : due(100)) {
        ids.push_back(notice.id);
    }
    ASSERT_EQ(ids.size(), 3U);
    const NoticeId message = begin(ids, 100);
    EXPECT_EQ(begun_since("a@b", 0).messages, 1);
    end_try(message, false, false, 101);
    EXPECT_TRUE(due(1000).empty());
}

TEST_P(StoreNotices, AreCountedByTheAddressOfTheirMessages) {
    const Task one = stored(a_periodic_task());
    const Task two = stored(a_periodic_task());
    add(one, 1, NoticeKind::kFailed, 100);
    begin({due(100)[0].id}, 100);
    add(two, 2, NoticeKind::kFailed, 110);
    begin({due(110)[0].id}, 110, "");
    EXPECT_EQ(begun_since("a@b", 99).messages, 1);
    EXPECT_EQ(begun_since("a@b", 99).first, instant(100));
    EXPECT_EQ(begun_since("a@b", 100).messages, 0);
    EXPECT_EQ(begun_since("", 99).messages, 1) << "those of the command alone";
}

TEST_P(StoreNotices, ThatNobodyIsToldOfAreClosed) {
    const Task task = stored(a_periodic_task());
    add(task, 1, NoticeKind::kFailed, 100);
    change([&](Transaction& transaction) {
        value_of(transaction.notices().close(
            value_of(transaction.notices().due(instant(100), 1))[0].id));
    });
    EXPECT_FALSE(next_due());
    add(task, 2, NoticeKind::kFailed, 200);
    EXPECT_EQ(due(200)[0].count, 1) << "the next one begins anew";
}

TEST_P(StoreNotices, AreHastenedWhereTheClockWasSetBack) {
    add(stored(a_periodic_task()), 1, NoticeKind::kFailed, 1'000'000);
    EXPECT_EQ(due(100).size(), 1U);
    EXPECT_EQ(next_due(), instant(100));
}

TEST_P(StoreNotices, ThatAreOverAreForgottenButTheNewest) {
    for (std::int64_t run = 1; run <= 3; ++run) {
        add(stored(a_periodic_task()), run, NoticeKind::kFailed, 100);
        end_try(begin({due(100)[0].id}, 100), false, false, 100);
    }
    add(stored(a_periodic_task()), 4, NoticeKind::kFailed, 100);
    const NoticeId waiting = due(100)[0].id;
    change([&](Transaction& transaction) { value_of(transaction.notices().forget(instant(101))); });
    EXPECT_EQ(begun_since("a@b", 0).messages, 0);
    EXPECT_EQ(due(100).size(), 1U) << "what is not told is kept";
    end_try(begin({waiting}, 100), false, false, 100);
    change([&](Transaction& transaction) { value_of(transaction.notices().forget(instant(101))); });
    add(stored(a_periodic_task()), 5, NoticeKind::kFailed, 200);
    EXPECT_GT(due(200)[0].id.value, waiting.value) << "no id is used again";
}

TEST_P(StoreNotices, ThatWereTriedAndNotToldAreInTheTotals) {
    const Task task = stored(a_periodic_task());
    add(task, 1, NoticeKind::kFailed, 100);
    const auto totals = [&] { return value_of(store_->reader().totals(instant(500), instant(0))); };
    EXPECT_EQ(totals().undelivered_notices, 0) << "it was not tried yet";
    const NoticeId message = begin({due(100)[0].id}, 110);
    EXPECT_EQ(totals().undelivered_notices, 1);
    EXPECT_EQ(totals().undelivered_since, instant(100));
    change([&](Transaction& transaction) { value_of(transaction.notices().give_up(message)); });
    EXPECT_EQ(totals().undelivered_notices, 0);
}

TEST_P(StoreNotices, GoWithTheTransactionThatTheyTellOf) {
    const Task task = stored(a_periodic_task());
    const auto done = store_->write([&](Transaction& transaction) -> base::Result<void> {
        value_of(transaction.notices().add({.task_id = task.id,
                                            .user_id = "alice",
                                            .run_id = {1},
                                            .attempt = 1,
                                            .kind = NoticeKind::kFailed,
                                            .why = ""},
                                           instant(100)));
        return base::fail(base::ErrorCode::kFailed, "no");
    });
    EXPECT_FALSE(done);
    EXPECT_FALSE(next_due());
}

}  // namespace

}  // namespace tasksched::store
