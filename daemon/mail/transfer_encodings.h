#pragma once

#include <string>
#include <string_view>

namespace tasksched::daemon {

/// Base64 (RFC 4648 4) on one line.
std::string base64(std::string_view bytes);

/// Base64 in lines of 76 characters, each with its CRLF (RFC 2045 6.8).
std::string base64_lines(std::string_view bytes);

/// Quoted-printable (RFC 2045 6.7): lines of up to 76 characters of ASCII. CRLF is a line end; any
/// other byte comes back as it was. Ends with a CRLF where `text` does.
std::string quoted_printable(std::string_view text);

/// `text` with CRLF for each line end, LF or CRLF, and one at its end. A CR elsewhere stays.
std::string with_mail_lines(std::string_view text);

/// Whether mail may carry `text`, whose line ends are CRLF, as it is: ASCII without control
/// characters but tabs, in lines of up to 998 characters (RFC 5322 2.1.1).
bool is_mail_text(std::string_view text);

}  // namespace tasksched::daemon
