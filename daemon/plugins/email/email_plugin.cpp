#include "daemon/plugins/email/email_plugin.h"

#include <asio/experimental/awaitable_operators.hpp>
#include <asio/steady_timer.hpp>
#include <asio/use_awaitable.hpp>
#include <chrono>
#include <utility>
#include <variant>
#include <vector>

#include "common/launch/environment.h"
#include "common/model/email.h"
#include "daemon/mail/preparation.h"
#include "daemon/plugins/email/attachments.h"
#include "daemon/plugins/email/recipients.h"

namespace tasksched::daemon {
namespace {

using asio::experimental::awaitable_operators::operator||;
using model::AttemptResult;
using model::Outcome;
using model::RunItem;
using std::chrono::steady_clock;

AttemptResult failed(Outcome outcome, std::string why) {
    AttemptResult result;
    result.outcome = outcome;
    result.detail = std::move(why);
    return result;
}

/// Passes on what is asked of the attempt, and its timeout as a kill; never returns.
asio::awaitable<void> pass_on(AttemptControl& from, AttemptControl& to,
                              std::optional<steady_clock::time_point> deadline) {
    const EndRequest asked = co_await from.wait_for_more(EndRequest::kNone, deadline);
    if (asked == EndRequest::kAbandon) {
        to.abandon();
    } else {
        to.kill();
    }
    asio::steady_timer forever(co_await asio::this_coro::executor, steady_clock::time_point::max());
    co_await forever.async_wait(asio::use_awaitable);
}

asio::awaitable<void> send_into(MailResult& result, MailSender& sender, model::Mail mail,
                                AttemptControl& control) {
    result = co_await sender.send(std::move(mail), control);
}

/// The items with the newer ones in place of those of the same number.
std::vector<RunItem> merged(std::vector<RunItem> items, const std::vector<RunItem>& newer) {
    for (const RunItem& item : newer) {
        items[static_cast<std::size_t>(item.number) - 1] = item;
    }
    return items;
}

/// What the attempt is told to have come to where it was ended before its end.
AttemptResult ended(AttemptResult result, EndRequest asked, bool is_late) {
    if (result.outcome != Outcome::kTransient) {
        return result;
    }
    if (asked == EndRequest::kKill) {
        result.outcome = Outcome::kPermanent;
        result.reason = model::RunReason::kKilled;
        result.detail = "ended on request";
    } else if (is_late) {
        result.reason = model::RunReason::kTimeout;
        result.detail = "it took longer than its timeout";
    }
    return result;
}

}  // namespace

asio::awaitable<MailResult> EmailPlugin::send(model::Mail mail, const AttemptContext& context,
                                              AttemptControl& control) {
    std::optional<steady_clock::time_point> deadline;
    if (context.policies.timeout) {
        deadline = steady_clock::now() + *context.policies.timeout;
    }
    AttemptControl inner(loop_.get_executor(), [&control](const model::ProcessIdentity& process) {
        control.started(process);
    });
    MailResult result;
    co_await (send_into(result, mail_, std::move(mail), inner) ||
              pass_on(control, inner, deadline));
    co_return result;
}

asio::awaitable<std::optional<AttemptResult>> EmailPlugin::carry_out(AttemptContext context,
                                                                     AttemptControl& control) {
    const auto& payload = std::get<model::EmailPayload>(context.payload);
    const auto stored = co_await context.journal->items();
    if (!stored) {
        co_return failed(Outcome::kTransient, stored.error().message);
    }
    const model::Run& run = context.run;
    const std::string fresh_id =
        make_message_id(launch::key_of_run(run.task_id, run.id, run.scheduled_for));
    const std::vector<RunItem> items = recipient_items(payload, *stored, fresh_id);
    const std::vector<RunItem> open = about_to_be_sent(items, clock_.now());
    if (open.empty()) {
        co_return attempt_result(items);
    }
    model::Mail mail = mail_for(payload, open);
    auto attachments = read_attachments(payload.attach);
    if (!attachments) {
        const bool may_come = attachments.error().code == base::ErrorCode::kFailed;
        co_return failed(may_come ? Outcome::kTransient : Outcome::kPermanent,
                         attachments.error().message);
    }
    mail.attachments = std::move(*attachments);
    const auto noted = co_await context.journal->record(open);
    if (!noted || control.requested() == EndRequest::kAbandon) {
        co_return std::nullopt;
    }
    const auto begun = steady_clock::now();
    const MailResult result = co_await send(std::move(mail), context, control);
    const std::vector<RunItem> sent = after_sending(open, result);
    static_cast<void>(co_await context.journal->record(sent));
    const AttemptResult outcome = attempt_result(merged(items, sent));
    if (control.requested() == EndRequest::kAbandon && outcome.outcome == Outcome::kTransient) {
        co_return std::nullopt;
    }
    const bool is_late =
        context.policies.timeout && steady_clock::now() - begun >= *context.policies.timeout;
    co_return ended(outcome, control.requested(), is_late);
}

}  // namespace tasksched::daemon
