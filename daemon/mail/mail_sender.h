#pragma once

#include <asio/awaitable.hpp>
#include <string>
#include <vector>

#include "common/model/mail.h"
#include "common/model/run.h"
#include "daemon/plugins/attempt_control.h"

namespace tasksched::daemon {

/// What became of a mail for one recipient.
struct RecipientResult {
    model::Outcome outcome = model::Outcome::kTransient;  ///< success, transient or permanent
    std::string reply;                                    ///< the server's, a line for people
};

struct MailResult {
    model::Outcome outcome = model::Outcome::kTransient;  ///< kSuccess: accepted for all
    std::string detail;                                   ///< a line for people
    std::vector<RecipientResult> recipients;              ///< as Mail::to
};

/// Sends mail as `[email]` says: to an SMTP server, or through the system's sendmail.
class MailSender {
  public:
    MailSender() = default;
    MailSender(const MailSender&) = delete;
    MailSender& operator=(const MailSender&) = delete;
    virtual ~MailSender() = default;

    /// Returns when the server has accepted or refused the mail, or could not be asked; heeds
    /// `control`. Failures are results.
    virtual asio::awaitable<MailResult> send(model::Mail mail, AttemptControl& control) = 0;
};

}  // namespace tasksched::daemon
