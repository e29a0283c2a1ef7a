#include "daemon/notices/notice_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/daemon/tasks.h"

namespace tasksched::daemon {
namespace {

using testing::HasSubstr;
using testing::Not;

ToldNotice a_notice(std::int64_t task = 12) {
    ToldNotice told;
    told.task = periodic_task(task, std::chrono::hours(1), kMonday + std::chrono::hours(5));
    told.task.name = "backup";
    told.notice.what = {.task_id = {task},
                        .user_id = "anna",
                        .run_id = {45},
                        .attempt = 3,
                        .kind = model::NoticeKind::kFailed,
                        .why = "failed in attempt 3: exit status 1"};
    told.notice.first_at = time::Instant(kMonday);
    told.notice.happened_at = time::Instant(kMonday + std::chrono::minutes(30));
    told.run.emplace();
    told.run->scheduled_for = kMonday;
    return told;
}

NoticeMessage message_of(std::vector<ToldNotice> notices) {
    NoticeMessage message;
    message.id = {9};
    message.notices = std::move(notices);
    return message;
}

/// No byte that a terminal or a mail program would obey, beside line ends and tabs.
void expect_harmless(const std::string& text) {
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        EXPECT_TRUE(c == '\n' || c == '\t' || (byte >= 0x20 && byte != 0x7f)) << int{byte};
    }
}

TEST(NoticeText, SaysWhatWhenWhyAndWhatShowsMore) {
    ToldNotice told = a_notice();
    told.output.head = "reading\nno space left\n";
    const NoticeMessage message = message_of({told});
    EXPECT_EQ(subject_of(message), "tasksched: task 12 (backup) failed");
    EXPECT_EQ(text_of(message),
              "task 12 (backup): run 45 failed in attempt 3: exit status 1\n"
              "\n"
              "user: anna\n"
              "scheduled for: 2026-06-01T00:00:00Z\n"
              "happened at: 2026-06-01T00:30:00Z\n"
              "the task: active, next due at 2026-06-01T05:00:00Z\n"
              "more: tasksched logs 45\n"
              "\n"
              "The end of its output:\n"
              "reading\nno space left\n");
}

TEST(NoticeText, CountsWhatWasHeldBack) {
    ToldNotice told = a_notice();
    told.notice.count = 18;
    const NoticeMessage message = message_of({told});
    EXPECT_EQ(subject_of(message), "tasksched: task 12 (backup) failed (18 times)");
    EXPECT_THAT(text_of(message), HasSubstr("how often: 18 times since 2026-06-01T00:00:00Z"));
}

TEST(NoticeText, TellsThatATaskIsOver) {
    ToldNotice told = a_notice();
    told.task.state = model::TaskState::kDone;
    EXPECT_THAT(text_of(message_of({told})), HasSubstr("the task: done: it has no more runs\n"));
    told.notice.what.kind = model::NoticeKind::kRejected;
    told.task.state = model::TaskState::kCancelled;
    EXPECT_THAT(subject_of(message_of({told})), HasSubstr("(backup) was rejected"));
    EXPECT_THAT(text_of(message_of({told})), HasSubstr("the task: cancelled"));
}

TEST(NoticeText, TellsHowToSettleAnUnknownRun) {
    ToldNotice told = a_notice();
    told.notice.what.kind = model::NoticeKind::kUnknown;
    EXPECT_THAT(subject_of(message_of({told})), HasSubstr("is unknown"));
    EXPECT_THAT(text_of(message_of({told})), HasSubstr("tasksched resolve 45"));
}

TEST(NoticeText, HoldsNoControlBytesWhateverWasPrinted) {
    ToldNotice told = a_notice();
    told.task.name = "a\r\nBcc: eve@example.org";
    told.task.user_id = "\x1b[2J";
    told.notice.what.why = "failed: \x1b]0;owned\x07\r\nx";
    told.output.head = "\x1b[31mred\r\nover\rwritten\n" + std::string(1, '\0') +
                       " and \xff\ntab\tstays\n\xe2\x80\xae";
    const NoticeMessage message = message_of({told});
    expect_harmless(text_of(message));
    expect_harmless(subject_of(message));
    EXPECT_THAT(subject_of(message), Not(HasSubstr("\n")));
    EXPECT_THAT(text_of(message), HasSubstr("tab\tstays\n"));
    EXPECT_THAT(text_of(message), HasSubstr("\\x1B[31mred"));
    EXPECT_THAT(text_of(message), Not(HasSubstr("\xe2\x80\xae"))) << "no bidirectional override";
}

TEST(NoticeText, HoldsTheEndOfALongOutputFromALineOn) {
    ToldNotice told = a_notice();
    for (int i = 0; i < 10'000; ++i) {
        told.output.head += "line " + std::to_string(i) + "\n";
    }
    const std::string text = text_of(message_of({told}));
    EXPECT_LT(text.size(), 6000U);
    EXPECT_THAT(text, HasSubstr("line 9999\n"));
    EXPECT_THAT(text, testing::ContainsRegex("output:\nline "));
    told.output.tail = "the very end\n";
    EXPECT_THAT(text_of(message_of({told})), HasSubstr("output:\nthe very end\n"));
}

TEST(NoticeText, ListsManyTasksALineEach) {
    std::vector<ToldNotice> notices;
    for (std::int64_t task = 1; task <= 60; ++task) {
        notices.push_back(a_notice(task));
    }
    notices[1].notice.count = 3;
    const NoticeMessage message = message_of(std::move(notices));
    EXPECT_EQ(subject_of(message), "tasksched: 60 tasks need a look");
    const std::string text = text_of(message);
    EXPECT_THAT(text, HasSubstr("2026-06-01T00:30:00Z task 2 (backup): run 45 failed in attempt 3: "
                                "exit status 1 (3 times)\n"));
    EXPECT_THAT(text, HasSubstr("... and 10 more\n"));
    EXPECT_THAT(text, Not(HasSubstr("task 51 ")));
}

TEST(NoticeText, HasAMessageIdThatStaysTheSameInAllTries) {
    NoticeMessage message = message_of({a_notice()});
    message.tried_since = time::Instant(std::chrono::microseconds(77));
    const std::string first = message_id_of(message, "host");
    message.tries = 5;
    EXPECT_EQ(message_id_of(message, "host"), first);
    EXPECT_EQ(first, "tasksched.notice.9.77@host");
}

}  // namespace
}  // namespace tasksched::daemon
