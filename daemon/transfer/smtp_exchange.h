#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "daemon/transfer/transfer_error.h"

namespace tasksched::daemon {

/// Whether a connection is encrypted. Where it is, the server's certificate is verified.
enum class SmtpTls : std::uint8_t {
    kRequired,       ///< by STARTTLS, or from the start with smtps
    kOpportunistic,  ///< by STARTTLS where the server offers it
    kNone,
};

/// Where mail goes.
struct SmtpServer {
    std::string url;  ///< "smtp://host:25" or "smtps://host"; smtps is TLS whatever `tls` says
    SmtpTls tls = SmtpTls::kRequired;
    std::string user;              ///< empty: without authentication
    std::string password_source;   ///< as config::read_secret takes it; read for each connection
    std::string ca_file;           ///< PEM, trusted in place of the system's authorities
    std::size_t connections = 20;  ///< at once, from 1

    friend bool operator==(const SmtpServer&, const SmtpServer&) = default;
};

/// What is delivered: an envelope and a message. Addresses are ASCII without blanks, control
/// characters and angle brackets. Lines of `content` end with CRLF; it holds no CR or LF elsewhere
/// and no NUL; leading dots are not doubled.
struct SmtpLetter {
    std::string sender;
    std::vector<std::string> recipients;  ///< one or more
    std::string content;
};

/// What a server answered: the three digits, and the lines' texts, joined by blanks.
struct SmtpReply {
    int code = 0;  ///< 0: none
    std::string text;

    [[nodiscard]] bool is_success() const { return code / 100 == 2; }
    [[nodiscard]] bool is_permanent() const { return code / 100 == 5; }
};

/// What became of a letter.
struct SmtpDelivery {
    /// The last word on each recipient, as SmtpLetter::recipients: that on the address where it was
    /// refused, else that on the message. None where there was no answer: then `error` says why.
    std::vector<SmtpReply> replies;
    std::optional<TransferError> error;
};

}  // namespace tasksched::daemon
