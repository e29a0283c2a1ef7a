#include <gmock/gmock.h>

#include "tests/contract/store_contract.h"

namespace tasksched::store {

namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Crontabs : public StoreContract {
  protected:
    void put(const std::optional<std::string>& content, std::int64_t second,
             CrontabOperation operation = CrontabOperation::kInstall) {
        change([&](Transaction& transaction) {
            const auto crontab =
                content ? std::optional(Crontab{*content, instant(second), "root"}) : std::nullopt;
            value_of(transaction.crontabs().replace("alice", crontab, operation, "root",
                                                    instant(second)));
        });
    }

    std::string content() {
        const auto crontab = value_of(store_->crontabs().crontab("alice"));
        return crontab ? crontab->content : "none";
    }

    std::vector<std::string> history() {
        std::vector<std::string> contents;
        for (const FormerCrontab& former : value_of(store_->crontabs().history("alice"))) {
            contents.push_back(former.crontab ? former.crontab->content : "none");
        }
        return contents;
    }

    void note(model::TaskId task, int line) {
        change([&](Transaction& transaction) {
            value_of(transaction.crontabs().set_line(
                {.task_id = task, .user_id = "alice", .source = {}, .line = line}));
        });
    }

    std::vector<int> lines() {
        std::vector<int> numbers;
        for (const CrontabLine& line : value_of(store_->crontabs().lines("alice", ""))) {
            numbers.push_back(line.line.value_or(0));
        }
        return numbers;
    }
};

TEST_P(Crontabs, KeepAnyBytes) {
    const std::string bytes("\0\xff\r\n a", 6);
    put(bytes, 60);
    EXPECT_EQ(content(), bytes);
    EXPECT_EQ(value_of(store_->crontabs().crontab("bob")), std::nullopt);
}

TEST_P(Crontabs, KeepWhatWasThereBefore) {
    put("one\n", 60);
    put("", 61);
    put(std::nullopt, 62, CrontabOperation::kRemove);
    EXPECT_EQ(content(), "none");
    EXPECT_THAT(history(), ElementsAre("", "one\n", "none"));
    const auto newest = value_of(store_->crontabs().history("alice")).front();
    EXPECT_EQ(newest.operation, CrontabOperation::kRemove);
    EXPECT_EQ(newest.replaced_at, instant(62));
    EXPECT_EQ(newest.crontab->installed_at, instant(61));
}

TEST_P(Crontabs, KeepSoManyFormerOnesAndNoMore) {
    for (int number = 0; number < CrontabBook::kKeptFormer + 5; ++number) {
        put(std::to_string(number), 60 + number);
    }
    const auto kept = history();
    EXPECT_EQ(kept.size(), static_cast<std::size_t>(CrontabBook::kKeptFormer));
    EXPECT_EQ(kept.front(), "103");
}

TEST_P(Crontabs, KnowTheLinesOfTasksThatMayRun) {
    const model::TaskId first = stored(a_periodic_task()).id;
    const model::TaskId second = stored(a_periodic_task()).id;
    note(first, 7);
    note(second, 3);
    EXPECT_THAT(lines(), ElementsAre(3, 7));
    note(first, 1);
    EXPECT_THAT(lines(), ElementsAre(1, 3));
    change([&](Transaction& transaction) {
        value_of(transaction.crontabs().drop_line(first));
        value_of(transaction.tasks().set_state(second, 1, model::TaskState::kCancelled,
                                               std::nullopt, alice()));
    });
    EXPECT_THAT(lines(), IsEmpty());
    const auto gone = value_of(store_->crontabs().line_of(first));
    ASSERT_TRUE(gone);
    EXPECT_EQ(gone->line, std::nullopt);
}

TEST_P(Crontabs, MailOutputOncePerRun) {
    const model::RunId run = claimed(stored(a_periodic_task()), 60).id;
    change([&](Transaction& transaction) {
        OutputMails& mails = transaction.output_mails();
        EXPECT_EQ(value_of(mails.next_due()), std::nullopt);
        const OutputMail mail{.run_id = run,
                              .task_id = model::TaskId{1},
                              .attempt = 1,
                              .added_at = instant(70),
                              .tries = 0};
        value_of(mails.add(mail));
        EXPECT_EQ(value_of(mails.next_due()), instant(70));
        EXPECT_THAT(value_of(mails.due(instant(69), 9)), IsEmpty());
        EXPECT_EQ(value_of(mails.due(instant(70), 9)).size(), 1U);
        value_of(mails.put_off(run, 3, instant(100)));
        EXPECT_THAT(value_of(mails.due(instant(99), 9)), IsEmpty());
        EXPECT_EQ(value_of(mails.due(instant(100), 9)).front().tries, 3);
        value_of(mails.remove(run));
        EXPECT_EQ(value_of(mails.next_due()), std::nullopt);
    });
}

INSTANTIATE_TEST_SUITE_P(Engines, Crontabs, testing::ValuesIn(engines_under_test()), engine_name);

}  // namespace

}  // namespace tasksched::store
