#pragma once

#include <string>

#include "common/base/error.h"
#include "common/model/mail.h"
#include "daemon/mail/mail_sender.h"
#include "daemon/mail/message.h"

namespace tasksched::daemon {

/// The message of a mail, with what it leaves out: `from`, or the user at this host where that is
/// empty; the date of now; an id of its own.
base::Result<Message> prepare(model::Mail mail, const std::string& from);

/// The same end for all recipients.
MailResult all_alike(std::size_t recipients, model::Outcome outcome, const std::string& detail);

/// The end of the whole, from those of its recipients: transient where one may be tried again, else
/// permanent where one failed; `detail` tells how many, and the first failure.
MailResult sum_up(const std::vector<std::string>& to, std::vector<RecipientResult> recipients);

/// A message id that no other message has: LEFT.RANDOM@HOST.
std::string make_message_id(const std::string& left);

}  // namespace tasksched::daemon
