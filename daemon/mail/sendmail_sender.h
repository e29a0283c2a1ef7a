#pragma once

#include <asio/any_io_executor.hpp>
#include <chrono>
#include <random>
#include <string>

#include "common/config/email.h"
#include "daemon/mail/mail_sender.h"
#include "daemon/plugins/plugin.h"

namespace tasksched::daemon {

/// Hands mail to the system's sendmail, with fixed arguments: `sendmail -i -t`. The recipients
/// stand in the message's header alone, so that no address can be taken for an option; all of them
/// are named there, whomever `shown_to` names. sendmail answers for all recipients at once
/// (sysexits.h).
class SendmailSender final : public MailSender {
  public:
    /// `command_plugin` carries the program out; it outlives this.
    explicit SendmailSender(Plugin& command_plugin);

    void configure(const config::Email& email);

    /// Whether the program is there and may be run.
    [[nodiscard]] bool is_there() const;

    asio::awaitable<MailResult> send(model::Mail mail, AttemptControl& control) override;

  private:
    [[nodiscard]] AttemptContext errand(const std::string& content);

    Plugin& plugin_;
    std::string program_ = "/usr/sbin/sendmail";
    std::string from_;
    std::chrono::seconds timeout_{std::chrono::minutes(5)};
    std::mt19937_64 random_{std::random_device{}()};
};

}  // namespace tasksched::daemon
