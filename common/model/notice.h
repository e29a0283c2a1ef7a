#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/error.h"
#include "common/base/id.h"
#include "common/model/ids.h"
#include "common/time/clock.h"

namespace tasksched::model {

using NoticeId = base::Id<struct NoticeTag>;

/// What a user is told of.
enum class NoticeKind {
    kFailed,    ///< a run failed for good
    kRejected,  ///< a payment was rejected, and its task with it
    kUnknown,   ///< a crash hid what a run came to
};

std::string_view to_string(NoticeKind kind);
base::Result<NoticeKind> parse_notice_kind(std::string_view text);

/// What happened to a run that its user is to be told of.
struct NewNotice {
    TaskId task_id;
    std::string user_id;
    RunId run_id;
    int attempt = 0;  ///< the last one; 0 where there was none
    NoticeKind kind = NoticeKind::kFailed;
    std::string why;  ///< a line for people, which may hold a program's words
};

/// A notice as the store keeps it: of what happened last, and how often.
struct Notice {
    NoticeId id;
    NewNotice what;
    time::Instant first_at{};         ///< when the first of what it stands for happened
    time::Instant happened_at{};      ///< when the last did
    std::int64_t count = 1;           ///< how many it stands for
    time::Instant due_at{};           ///< when it is to be tried
    std::optional<NoticeId> message;  ///< those of one are told together; none before the first try
    std::string address;              ///< with a message; empty: none
    bool by_mail = false;             ///< with a message: whether that is still to be done
    bool by_command = false;          ///< the same
    int tries = 0;
    std::optional<time::Instant> tried_since;    ///< the first try
    std::optional<time::Instant> task_tried_at;  ///< the last try of any notice of the task
};

}  // namespace tasksched::model
