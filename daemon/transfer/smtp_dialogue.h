#pragma once

#include <asio/awaitable.hpp>
#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/error.h"
#include "daemon/transfer/smtp_connection.h"
#include "daemon/transfer/smtp_exchange.h"

namespace tasksched::daemon {

/// What a connection is good for after a letter.
enum class AfterLetter : std::uint8_t {
    kKeep,
    kClose,
    kTryAnother,  ///< it was closed before the server took anything of the letter
};

/// One letter over one connection: MAIL, RCPT, DATA (RFC 5321 3.3), at one go where the server
/// takes that (RFC 2920). Whatever is known when it is cut off stands in `delivery`, whose error
/// says how far it came.
asio::awaitable<AfterLetter> converse(SmtpConnection& connection, const SmtpLetter& letter,
                                      SmtpDelivery& delivery);

/// Whether nothing in the letter could be taken for a command or for its end; kInvalid says what.
base::Result<void> check_letter(const SmtpLetter& letter);

/// The content with each leading dot doubled, and the line that ends it (RFC 5321 4.5.2).
std::string dot_stuffed(std::string_view content);

}  // namespace tasksched::daemon
