#pragma once

#include "daemon/mail/mail_sender.h"

namespace tasksched::daemon {

/// Where no mail can be sent.
class AbsentMail final : public MailSender {
  public:
    asio::awaitable<MailResult> send(model::Mail /*mail*/, AttemptControl& /*control*/) override {
        MailResult result;
        result.outcome = model::Outcome::kPermanent;
        result.detail = "this tasksched sends no mail";
        co_return result;
    }
};

}  // namespace tasksched::daemon
