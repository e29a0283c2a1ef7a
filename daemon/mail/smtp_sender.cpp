#include "daemon/mail/smtp_sender.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "common/base/text.h"
#include "daemon/mail/preparation.h"

namespace tasksched::daemon {
namespace {

using model::Outcome;

constexpr std::size_t kLongestReply = 300;

SmtpTls tls_of(const std::string& word) {
    return word == "none"            ? SmtpTls::kNone
           : word == "opportunistic" ? SmtpTls::kOpportunistic
                                     : SmtpTls::kRequired;
}

std::string for_people(const SmtpReply& reply) {
    return base::escape_control(
        fmt::format("{} {}", reply.code, reply.text.substr(0, kLongestReply)));
}

Outcome outcome_of(const SmtpReply& reply) {
    return reply.is_success()     ? Outcome::kSuccess
           : reply.is_permanent() ? Outcome::kPermanent
                                  : Outcome::kTransient;
}

RecipientResult judge(const SmtpReply& reply, const std::optional<TransferError>& error) {
    if (reply.code != 0) {
        return {.outcome = outcome_of(reply), .reply = for_people(reply)};
    }
    const bool is_final = error && error->kind == TransferFailure::kRefused;
    return {.outcome = is_final ? Outcome::kPermanent : Outcome::kTransient,
            .reply = error ? error->message : "no answer"};
}

}  // namespace

SmtpServer smtp_server(const config::Email& email) {
    return {.url = *email.server,
            .tls = tls_of(*email.tls),
            .user = *email.user,
            .password_source = *email.password_file,
            .ca_file = *email.ca_file,
            .connections = static_cast<std::size_t>(*email.connections)};
}

SmtpSender::SmtpSender(asio::io_context& loop, const config::Email& email)
    : client_(loop, smtp_server(email)), from_(*email.from), timeout_(*email.timeout) {}

void SmtpSender::configure(const config::Email& email) {
    client_.configure(smtp_server(email));
    from_ = *email.from;
    timeout_ = *email.timeout;
}

asio::awaitable<MailResult> SmtpSender::send(model::Mail mail, AttemptControl& control) {
    const std::vector<std::string> to = mail.to;
    auto message = prepare(std::move(mail), from_);
    if (!message) {
        co_return all_alike(to.size(), Outcome::kPermanent, message.error().message);
    }
    SmtpLetter letter{.sender = std::move(message->sender),
                      .recipients = std::move(message->recipients),
                      .content = std::move(message->content)};
    const auto deadline = std::chrono::steady_clock::now() + timeout_;
    const SmtpDelivery delivery = co_await client_.deliver(std::move(letter), deadline, control);
    std::vector<RecipientResult> recipients;
    recipients.reserve(delivery.replies.size());
    for (const SmtpReply& reply : delivery.replies) {
        recipients.push_back(judge(reply, delivery.error));
    }
    co_return sum_up(to, std::move(recipients));
}

}  // namespace tasksched::daemon
