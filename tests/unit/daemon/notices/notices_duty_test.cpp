#include "daemon/duties/notices.h"

#include <gtest/gtest.h>

#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <functional>
#include <set>

#include "common/store/take_over.h"
#include "tests/support/fake_clock.h"
#include "tests/unit/daemon/notices/noticed_store.h"

namespace tasksched::daemon {
namespace {

using base::Result;
using model::Outcome;
using std::chrono::hours;
using std::chrono::seconds;

constexpr time::Instant kNow{hours(500'000)};

/// Notes what it is to send, and answers as told.
class RecordingMail final : public MailSender {
  public:
    asio::awaitable<MailResult> send(model::Mail mail, AttemptControl& /*control*/) override {
        sent.push_back(std::move(mail));
        MailResult result;
        result.outcome = outcome;
        result.detail = "as the test says";
        co_return result;
    }

    std::vector<model::Mail> sent;
    Outcome outcome = Outcome::kSuccess;
};

/// Notes what it is to carry out, and answers as told.
class RecordingPlugin final : public Plugin {
  public:
    [[nodiscard]] std::string_view type() const override { return "command"; }
    [[nodiscard]] std::set<AttemptName> known() const override { return known_ones; }

    asio::awaitable<std::optional<model::AttemptResult>> carry_out(
        AttemptContext context, AttemptControl& /*control*/) override {
        carried_out.push_back(std::move(context));
        model::AttemptResult result;
        result.outcome = outcome;
        co_return result;
    }
    void recorded(model::RunId run, int attempt) override { ended.emplace_back(run, attempt); }

    std::vector<AttemptContext> carried_out;
    std::vector<AttemptName> ended;
    std::set<AttemptName> known_ones;
    Outcome outcome = Outcome::kSuccess;
};

/// The duty on a real store, with the world around it played.
class NoticesDuty : public testing::Test {
  protected:
    void SetUp() override { configure("[notify]\ndefault = \"ops@b\"\n"); }

    void TearDown() override { end_daemon(); }

    void end_daemon() {
        if (duty_) {
            duty_->abandon();
            play_until([this] { return !running_; });
        }
        duty_.reset();
        queue_.reset();
    }

    /// Another daemon on the same store.
    void begin_daemon() {
        end_daemon();
        auto opened = store_.open();
        auto tenure = must(store::take_over(*opened, "owner", "host", clock_.now()));
        queue_ = std::make_unique<StoreQueue>(
            loop_, std::move(opened), std::move(tenure),
            [this] { return Result<std::unique_ptr<store::Store>>(store_.open()); },
            StoreQueue::Events{.lost = [] {}, .failed = [] {}, .changed = [] {}});
        duty_ = std::make_unique<Notices>(loop_, *queue_, plugin_, mail_, clock_, "host");
    }

    void configure(const std::string& toml) {
        if (!duty_) {
            begin_daemon();
        }
        duty_->configure(must(config::parse_config(toml, "tasksched.toml")));
    }

    /// Runs the duty until `done`, within a patience that only a failure needs.
    void run_until(const std::function<bool()>& done) {
        if (!running_) {
            running_ = true;
            const auto run = [this]() -> asio::awaitable<void> {
                co_await duty_->run();
                running_ = false;
            };
            asio::co_spawn(loop_, run, asio::detached);
        }
        play_until(done);
    }

    void play_until(const std::function<bool()>& done) {
        loop_.restart();
        const auto deadline = std::chrono::steady_clock::now() + seconds(20);
        while (!done() && std::chrono::steady_clock::now() < deadline) {
            loop_.run_one_for(std::chrono::milliseconds(50));
        }
        EXPECT_TRUE(done());
    }

    bool all_told() { return !under_way() && store_.undelivered() == 0; }

    /// Whether the next look finds something due by now.
    bool under_way() {
        std::optional<time::Instant> next;
        store_.change([&](store::Transaction& transaction) {
            next = must(transaction.notices().next_due());
        });
        return next.has_value();
    }

    NoticedStore store_;
    support::FakeClock clock_{kNow};
    asio::io_context loop_;
    RecordingMail mail_;
    RecordingPlugin plugin_;
    std::unique_ptr<StoreQueue> queue_;
    std::unique_ptr<Notices> duty_;
    bool running_ = false;
};

TEST_F(NoticesDuty, SendsOneMailAndIsDone) {
    store_.fail(store_.task(), kNow);
    run_until([this] { return all_told(); });
    ASSERT_EQ(mail_.sent.size(), 1U);
    EXPECT_EQ(mail_.sent[0].to, std::vector<std::string>{"ops@b"});
    EXPECT_EQ(mail_.sent[0].subject, "tasksched: task 1 failed");
    EXPECT_NE(mail_.sent[0].text.find("exit status 1"), std::string::npos);
    EXPECT_TRUE(plugin_.carried_out.empty());
}

TEST_F(NoticesDuty, RunsTheCommandAndAcknowledgesItsEnd) {
    configure("[notify]\ncommand = [\"/bin/tell\", \"x\"]\n");
    store_.fail(store_.task(), kNow);
    run_until([this] { return all_told() && plugin_.ended.size() == 1; });
    ASSERT_EQ(plugin_.carried_out.size(), 1U);
    const AttemptContext& context = plugin_.carried_out[0];
    const auto& payload = std::get<model::CommandPayload>(context.payload);
    EXPECT_EQ(payload.argv, (std::vector<std::string>{"/bin/tell", "x"}));
    EXPECT_EQ(payload.env[0].first, "TASKSCHED_NOTIFY");
    EXPECT_NE(payload.standard_input->find("exit status 1"), std::string::npos);
    EXPECT_EQ(plugin_.ended[0], AttemptName(errand_name(*context.errand), 1));
    EXPECT_TRUE(mail_.sent.empty()) << "there is no address";
}

TEST_F(NoticesDuty, TriesAgainUnderTheSameMessageIdAfterARefusalAndARestart) {
    mail_.outcome = Outcome::kTransient;
    store_.fail(store_.task(), kNow);
    run_until([this] { return mail_.sent.size() == 1 && store_.undelivered() == 1; });
    end_daemon();  // one that is still looking would make the second try itself
    clock_.advance(seconds(30));
    begin_daemon();
    configure("[notify]\ndefault = \"ops@b\"\n");
    mail_.outcome = Outcome::kSuccess;
    run_until([this] { return all_told(); });
    ASSERT_EQ(mail_.sent.size(), 2U);
    EXPECT_EQ(mail_.sent[0].message_id, mail_.sent[1].message_id);
    EXPECT_EQ(mail_.sent[0].text, mail_.sent[1].text);
}

TEST_F(NoticesDuty, TriesOnlyTheWayThatIsLeft) {
    configure("[notify]\ndefault = \"ops@b\"\ncommand = [\"/bin/tell\"]\n");
    mail_.outcome = Outcome::kTransient;
    store_.fail(store_.task(), kNow);
    run_until([this] { return mail_.sent.size() == 1 && plugin_.ended.size() == 1; });
    clock_.advance(seconds(30));
    mail_.outcome = Outcome::kSuccess;
    duty_->wake();
    run_until([this] { return all_told(); });
    EXPECT_EQ(mail_.sent.size(), 2U);
    EXPECT_EQ(plugin_.carried_out.size(), 1U);
}

TEST_F(NoticesDuty, DoesNotTryAgainWhatIsRefusedForGood) {
    mail_.outcome = Outcome::kPermanent;
    store_.fail(store_.task(), kNow);
    run_until([this] { return all_told(); });
    EXPECT_EQ(mail_.sent.size(), 1U);
}

TEST_F(NoticesDuty, GivesUpAfterADay) {
    mail_.outcome = Outcome::kTransient;
    store_.fail(store_.task(), kNow);
    run_until([this] { return mail_.sent.size() == 1 && store_.undelivered() == 1; });
    clock_.advance(hours(24));
    duty_->wake();
    run_until([this] { return all_told(); });
    EXPECT_EQ(mail_.sent.size(), 2U);
}

TEST_F(NoticesDuty, FollowsTheCommandOfAnEarlierDaemon) {
    const std::string toml = "[notify]\ncommand = [\"/bin/tell\"]\n";
    configure(toml);
    store_.fail(store_.task(), kNow);
    store_.change([&](store::Transaction& transaction) {
        const auto due = must(transaction.notices().due(kNow, 1));
        must(transaction.notices().begin(
            {due[0].id},
            {.address = "", .by_mail = false, .by_command = true, .next_try = kNow + hours(1)},
            kNow));
    });
    plugin_.known_ones = {{errand_name(1), 1}};
    const auto take_up = [this]() -> asio::awaitable<void> {
        static_cast<void>(co_await duty_->take_up());
    };
    asio::co_spawn(loop_, take_up, asio::detached);
    run_until([this] { return all_told() && plugin_.ended.size() == 1; });
    ASSERT_EQ(plugin_.carried_out.size(), 1U);
    EXPECT_EQ(plugin_.carried_out[0].begin, AttemptBegin::kResume);
}

TEST_F(NoticesDuty, TellsManyTasksWithoutLosingOne) {
    configure("[notify]\ndefault = \"ops@b\"\nmax_per_hour = 1000\n");
    for (int i = 0; i < 50; ++i) {
        store_.fail(store_.task(), kNow);
    }
    run_until([this] { return all_told(); });
    EXPECT_EQ(mail_.sent.size(), 50U);
}

}  // namespace
}  // namespace tasksched::daemon
