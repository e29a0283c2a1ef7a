#pragma once

#include <string>
#include <string_view>

#include "daemon/notices/message.h"

namespace tasksched::daemon {

/// "task 12 (backup)"
std::string name_of(const model::Task& task);

/// One line, without control characters: "tasksched: task 12 (backup) failed".
std::string subject_of(const NoticeMessage& message);

/// The text for people: what, when, why, how often, the end of the output, and the commands that
/// show more. What comes from programs and users is escaped: it holds no control characters but
/// line ends and tabs.
std::string text_of(const NoticeMessage& message);

/// The same in all tries of the message and of no other one's, also of other stores.
std::string message_id_of(const NoticeMessage& message, std::string_view host);

}  // namespace tasksched::daemon
