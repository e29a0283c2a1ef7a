#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "common/base/error.h"

namespace tasksched::model {

/// Whom a mail is from or to.
struct Mailbox {
    std::string name;     ///< for people, UTF-8 without control characters; may be empty
    std::string address;  ///< "ada@example.org"

    friend bool operator==(const Mailbox&, const Mailbox&) = default;
};

/// The longest address, in bytes (RFC 5321 4.5.3.1.3, without the angle brackets).
inline constexpr std::size_t kMaxAddressBytes = 254;

/// Whether `address` is one that mail may be sent to: RFC 5321's Mailbox in ASCII whose local part
/// is a dot-string, at a domain or an address literal such as [192.0.2.1]. Quoted local parts are
/// refused, since what they may hold is read differently by different servers, and so is a leading
/// '-', which programs take for an option. kInvalid says what is expected.
base::Result<void> check_address(std::string_view address);

/// Reads "ada@example.org", "Ada Lovelace <ada@example.org>" or "\"Lovelace, Ada\"
/// <ada@example.org>". kInvalid names the text and what is expected.
base::Result<Mailbox> parse_mailbox(std::string_view text);

/// The inverse of parse_mailbox.
std::string format_mailbox(const Mailbox& mailbox);

}  // namespace tasksched::model
