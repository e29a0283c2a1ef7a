#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <vector>

#include "common/base/error.h"
#include "common/store/store.h"
#include "daemon/notices/message.h"
#include "daemon/notices/recipients.h"

namespace tasksched::daemon {

/// What is to be told now, and when there is something again.
struct NoticePlan {
    std::vector<NoticeMessage> messages;
    bool more = false;                  ///< there was no room for all
    std::optional<time::Instant> next;  ///< when the next notice is due; none: none is left
};

/// Decides what is told now, at most `room` messages, and notes in the transaction that they are
/// tried; the messages may be sent once it is durable. Puts off what is to be held back, closes
/// what nobody is to be told of, and forgets what is over. Messages that are `under_way` are left
/// alone.
base::Result<NoticePlan> plan_notices(store::Transaction& transaction, const Recipients& recipients,
                                      const std::set<model::NoticeId>& under_way, std::size_t room,
                                      time::Instant now);

/// The messages that were tried and are not told, as they were tried last, for who takes them up.
base::Result<std::vector<NoticeMessage>> tried_messages(store::Transaction& transaction);

}  // namespace tasksched::daemon
