#pragma once

#include <span>
#include <string>
#include <string_view>

#include "common/model/mailbox.h"
#include "common/time/clock.h"

namespace tasksched::daemon {

// The one encoder of header fields. Whatever the texts hold, what comes out is one field of ASCII
// with its name: "Name: ...\r\n", folded to 78 characters (RFC 5322 2.1.1, 2.2.3), so that no text
// can begin another field. Control characters and bytes that are not UTF-8 are written as \xHH,
// text beyond ASCII as encoded words (RFC 2047).

/// Text for people, as Subject.
std::string text_field(std::string_view name, std::string_view text);

/// Who it is from or to. The addresses are checked ones.
std::string address_field(std::string_view name, std::span<const model::Mailbox> mailboxes);

/// A value and one parameter of any text, as `attachment; filename="..."`: as a quoted string, or
/// by RFC 2231. `value` is ours: ASCII, as it is to be written.
std::string parameter_field(std::string_view name, std::string_view value,
                            std::string_view parameter, std::string_view text);

/// A field whose value is ours: ASCII, as it is to be written.
std::string plain_field(std::string_view name, std::string_view value);

/// "Sat, 28 Nov 2026 08:35:27 +0000" (RFC 5322 3.3).
std::string mail_date(time::Instant instant);

}  // namespace tasksched::daemon
