#include "daemon/duties/notices.h"

#include <algorithm>
#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>
#include <set>
#include <utility>

#include "common/model/command.h"
#include "common/model/mail.h"
#include "common/time/time_text.h"
#include "daemon/log.h"
#include "daemon/notices/notice_text.h"
#include "daemon/notices/throttle.h"

namespace tasksched::daemon {
namespace {

using base::Result;

/// Messages under way at once.
constexpr std::size_t kMostDeliveries = 10;

/// The command may not take longer than this: it stands between a failure and the user.
constexpr std::chrono::seconds kCommandTimeout{60};

/// A clock that is set is noticed within that time.
constexpr std::chrono::seconds kLongestWait{60};

}  // namespace

/// A message that is being told. Its coroutine and the map share it.
struct Notices::Delivery {
    NoticeMessage message;
    AttemptBegin how;
    AttemptControl control;
    std::string failure;  ///< of the last way that failed; empty: none did

    Delivery(NoticeMessage told, AttemptBegin begin, asio::io_context& loop)
        : message(std::move(told)), how(begin), control(loop.get_executor(), nullptr) {}
};

Notices::Notices(asio::io_context& loop, StoreQueue& store, Plugin& command_plugin,
                 MailSender& mail, const time::Clock& clock, std::string host)
    : loop_(loop),
      store_(store),
      plugin_(command_plugin),
      mail_(mail),
      clock_(clock),
      host_(std::move(host)),
      woken_(loop) {}

Notices::~Notices() = default;

void Notices::configure(const config::Config& config) {
    recipients_ = Recipients(config);
    command_ = *config.notify.command;
    wake();
}

void Notices::wake() {
    has_news_ = true;
    woken_.cancel();
}

void Notices::stop() {
    stopped_ = true;
    woken_.cancel();
}

void Notices::abandon() {
    stop();
    for (const auto& [id, delivery] : under_way_) {
        delivery->control.abandon();
    }
}

void Notices::happened(const model::Task& task, model::RunId run, std::string_view why) {
    const std::string address = recipients_.address_of(task);
    log_warning("run={} task={} user={} notify={}: {}", run.value, task.id.value, task.user_id,
                address.empty() ? "none" : address, why);
    wake();
}

asio::awaitable<Result<void>> Notices::take_up() {
    const auto messages = std::make_shared<std::vector<NoticeMessage>>();
    const StoreQueue::Write work = [messages](store::Transaction& transaction,
                                              const store::Tenure&) -> Result<void> {
        return tried_messages(transaction).map([&](std::vector<NoticeMessage> tried) {
            *messages = std::move(tried);
        });
    };
    Result<void> done = co_await store_.insist(work);
    if (!done) {
        co_return done;
    }
    const std::set<AttemptName> known = plugin_.known();
    for (NoticeMessage& message : *messages) {
        if (message.by_command && !under_way_.contains(message.id) &&
            known.contains({errand_name(message.id.value), message.tries})) {
            begin(std::move(message), AttemptBegin::kResume);
        }
    }
    co_return done;
}

asio::awaitable<void> Notices::run() {
    while (!stopped_) {
        co_await look();
    }
}

/// Begins what is due, and waits until something may be again.
asio::awaitable<void> Notices::look() {
    has_news_ = false;
    const auto plan = std::make_shared<NoticePlan>();
    std::set<model::NoticeId> busy;
    for (const auto& [id, delivery] : under_way_) {
        busy.insert(id);
    }
    const std::size_t room = kMostDeliveries - std::min(kMostDeliveries, busy.size());
    const StoreQueue::Write work = [plan, &busy, room, recipients = recipients_, this](
                                       store::Transaction& transaction,
                                       const store::Tenure&) -> Result<void> {
        return plan_notices(transaction, recipients, busy, room, clock_.now())
            .map([&](NoticePlan decided) { *plan = std::move(decided); });
    };
    const Result<void> done = co_await store_.write(work);
    if (!done) {
        log_at(store_.is_down() ? LogLevel::kDebug : LogLevel::kError,
               "cannot look for what users are to be told of: {}", done.error().message);
        has_news_ = true;
        co_await store_.pause_after_failure();
        co_return;
    }
    for (NoticeMessage& message : plan->messages) {
        begin(std::move(message), AttemptBegin::kStart);
    }
    // What there was no room for is looked at when a message is out of the way.
    const bool full = under_way_.size() >= kMostDeliveries;
    has_news_ = has_news_ || (plan->more && !full);
    co_await wait(full ? std::nullopt : plan->next, !full);
}

/// Returns at `until`, or when there is news.
asio::awaitable<void> Notices::wait(std::optional<time::Instant> until, bool has_room) {
    if (has_news_ && has_room) {
        co_return;
    }
    std::chrono::microseconds pause = kLongestWait;
    if (until) {
        pause = std::clamp<std::chrono::microseconds>(*until - clock_.now(),
                                                      std::chrono::milliseconds(10), pause);
    } else if (has_room) {
        pause = std::chrono::hours(24);
    }
    if (stopped_) {
        co_return;
    }
    woken_.expires_after(pause);
    asio::error_code ended;
    co_await woken_.async_wait(asio::redirect_error(asio::use_awaitable, ended));
}

void Notices::begin(NoticeMessage message, AttemptBegin how) {
    const model::NoticeId id = message.id;
    auto delivery = std::make_shared<Delivery>(std::move(message), how, loop_);
    under_way_.emplace(id, delivery);
    asio::co_spawn(loop_, deliver(std::move(delivery)), asio::detached);
}

/// The life of one try, from its start to its durable end.
asio::awaitable<void> Notices::deliver(std::shared_ptr<Delivery> delivery) {
    NoticeMessage& message = delivery->message;
    if (message.by_command && co_await tell_by_command(*delivery)) {
        message.by_command = false;
        if (co_await note(*delivery)) {
            plugin_.recorded(errand_name(message.id.value), message.tries);
        }
    }
    if (message.by_mail && co_await tell_by_mail(*delivery)) {
        message.by_mail = false;
        co_await note(*delivery);
    }
    const bool abandoned = delivery->control.requested() == EndRequest::kAbandon;
    if (!abandoned && (message.by_mail || message.by_command)) {
        const time::Instant next = next_try(message.tries, clock_.now());
        log_error("notice={} try={} to {}: not told: {}", message.id.value, message.tries,
                  message.address.empty() ? "no address" : message.address, delivery->failure);
        if (is_given_up(message.tried_since, next)) {
            co_await give_up(message);
        }
    }
    if (!abandoned) {
        under_way_.erase(message.id);
        wake();
    }
}

/// Whether the command is through with it.
asio::awaitable<bool> Notices::tell_by_command(Delivery& delivery) {
    const NoticeMessage& message = delivery.message;
    const ToldNotice& told = message.notices.front();
    if (command_.empty()) {
        co_return true;  // it was taken out of the configuration meanwhile
    }
    if (!co_await plugin_.until_ready()) {
        co_return false;
    }
    model::CommandPayload payload;
    payload.argv = command_;
    payload.env = {{"TASKSCHED_NOTIFY", message.address}};
    payload.standard_input = text_of(message);
    AttemptContext context;
    context.run = told.run.value_or(model::Run());
    context.run.id = told.notice.what.run_id;
    context.run.task_id = told.task.id;
    context.errand = message.id.value;
    context.attempt = message.tries;
    context.begin = delivery.how;
    context.payload = std::move(payload);
    context.policies.timeout = kCommandTimeout;
    context.supervisor = plugin_.supervisor();
    const auto result = co_await plugin_.carry_out(std::move(context), delivery.control);
    const bool told_of = result && result->outcome == model::Outcome::kSuccess;
    if (!told_of) {
        delivery.failure = !result ? std::string("the supervisor is gone")
                           : result->detail.empty()
                               ? fmt::format("the notify command ended with exit status {}",
                                             result->exit_code.value_or(0))
                               : fmt::format("the notify command: {}", result->detail);
        if (result) {
            plugin_.recorded(errand_name(message.id.value), message.tries);
        }
    }
    co_return told_of;
}

/// Whether nothing more is to be done by mail: it was accepted, or refused for good.
asio::awaitable<bool> Notices::tell_by_mail(Delivery& delivery) {
    const NoticeMessage& message = delivery.message;
    model::Mail mail;
    mail.to = {message.address};
    mail.subject = subject_of(message);
    mail.text = text_of(message);
    mail.message_id = message_id_of(message, host_);
    const MailResult result = co_await mail_.send(std::move(mail), delivery.control);
    if (delivery.control.requested() == EndRequest::kAbandon) {
        co_return false;
    }
    if (result.outcome == model::Outcome::kSuccess) {
        co_return true;
    }
    if (result.outcome != model::Outcome::kTransient) {
        log_error("notice={} to {}: refused for good: {}", message.id.value, message.address,
                  result.detail);
        co_return true;
    }
    delivery.failure = fmt::format("mail: {}", result.detail);
    co_return false;
}

/// Returns once the store knows which ways are left; false where the daemon stops before.
asio::awaitable<bool> Notices::note(Delivery& delivery) {
    const NoticeMessage& message = delivery.message;
    const StoreQueue::Write work = [&message, this](store::Transaction& transaction,
                                                    const store::Tenure&) -> Result<void> {
        return transaction.notices().end_try(message.id, message.by_mail, message.by_command,
                                             clock_.now());
    };
    const Result<void> done = co_await store_.insist(work);
    co_return done.has_value();
}

asio::awaitable<void> Notices::give_up(const NoticeMessage& message) {
    log_error("notice={} to {}: given up after a day of {} tries: {}", message.id.value,
              message.address, message.tries, subject_of(message));
    const StoreQueue::Write work = [&message](store::Transaction& transaction,
                                              const store::Tenure&) -> Result<void> {
        return transaction.notices().give_up(message.id);
    };
    static_cast<void>(co_await store_.insist(work));
}

}  // namespace tasksched::daemon
