#pragma once

#include <asio/io_context.hpp>
#include <memory>

#include "common/config/config.h"
#include "daemon/mail/mail_sender.h"
#include "daemon/mail/sendmail_sender.h"
#include "daemon/mail/smtp_sender.h"

namespace tasksched::daemon {

/// The way of mail that `[email]` names: the SMTP server, or the system's sendmail where there is
/// none.
class MailRoute final : public MailSender {
  public:
    /// `command_plugin` carries sendmail out.
    MailRoute(asio::io_context& loop, std::unique_ptr<Plugin> command_plugin);

    /// At the start and at each reload; mail under way goes on as it was begun.
    void configure(const config::Config& config);

    asio::awaitable<MailResult> send(model::Mail mail, AttemptControl& control) override;

    /// Whether there is any way: a server is set, or this system has sendmail.
    [[nodiscard]] bool is_there() const { return smtp_ != nullptr || sendmail_.is_there(); }

  private:
    asio::io_context& loop_;
    std::unique_ptr<Plugin> command_plugin_;
    SendmailSender sendmail_;
    std::shared_ptr<SmtpSender> smtp_;  ///< null: sendmail
};

}  // namespace tasksched::daemon
