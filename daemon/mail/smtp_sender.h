#pragma once

#include <asio/io_context.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "common/config/email.h"
#include "daemon/mail/mail_sender.h"
#include "daemon/transfer/smtp_client.h"

namespace tasksched::daemon {

/// The server of `[email]`.
SmtpServer smtp_server(const config::Email& email);

/// Sends mail to the SMTP server of `[email]`: one message for all recipients, with an answer for
/// each. A refusal of 5xx is permanent, one of 4xx and a failure on the way transient.
class SmtpSender final : public MailSender {
  public:
    SmtpSender(asio::io_context& loop, const config::Email& email);

    void configure(const config::Email& email);

    asio::awaitable<MailResult> send(model::Mail mail, AttemptControl& control) override;

  private:
    SmtpClient client_;
    std::string from_;
    std::chrono::seconds timeout_;
};

}  // namespace tasksched::daemon
