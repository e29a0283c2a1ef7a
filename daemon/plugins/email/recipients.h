#pragma once

#include <string>
#include <vector>

#include "common/model/email.h"
#include "common/model/run.h"
#include "common/model/run_item.h"
#include "common/time/clock.h"
#include "daemon/mail/mail_sender.h"

namespace tasksched::daemon {

/// The recipients of an email as parts of a run: each has a row in run_items, numbered as in the
/// payload, whose key is the id of the message.

/// Those of the payload, with what `stored` knows of them. `fresh_id` is the message's id where
/// none is stored.
std::vector<model::RunItem> recipient_items(const model::EmailPayload& payload,
                                            const std::vector<model::RunItem>& stored,
                                            const std::string& fresh_id);

/// Those whose end is open, as they stand before the message is sent: at `now`, where it was not
/// before.
std::vector<model::RunItem> about_to_be_sent(const std::vector<model::RunItem>& items,
                                             time::Instant now);

/// The mail for the recipients in `items`; to all who are named in the payload it says so.
model::Mail mail_for(const model::EmailPayload& payload, const std::vector<model::RunItem>& items);

/// What became of those that were sent: `sent` and `result.recipients` go together.
std::vector<model::RunItem> after_sending(std::vector<model::RunItem> sent,
                                          const MailResult& result);

/// What the attempt came to, from all items: transient as long as one is open.
model::AttemptResult attempt_result(const std::vector<model::RunItem>& items);

}  // namespace tasksched::daemon
