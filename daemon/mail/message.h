#pragma once

#include <string>
#include <vector>

#include "common/base/error.h"
#include "common/model/mail.h"
#include "common/time/clock.h"

namespace tasksched::daemon {

/// What a mail does not say itself.
struct MessageDefaults {
    std::string from;     ///< where the mail names nobody: as `[email] from`, or user@host
    time::Instant now{};  ///< its date, where it has none
};

/// A message as it goes over the wire (RFC 5322, RFC 2045): ASCII, lines that end with CRLF and
/// have up to 998 characters. Leading dots are not doubled yet.
struct Message {
    std::string sender;                   ///< its address, for the envelope
    std::vector<std::string> recipients;  ///< the addresses of Mail::to, in their order
    std::string content;
};

/// Composes the message; the same mail gives the same bytes. kInvalid names an address, a type or a
/// message id that is none.
base::Result<Message> compose(const model::Mail& mail, const MessageDefaults& defaults);

/// The type of a file by the end of its name: "text/csv"; "application/octet-stream" else.
std::string_view content_type_of(std::string_view file_name);

}  // namespace tasksched::daemon
