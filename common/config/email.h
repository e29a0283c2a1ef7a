#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "common/base/error.h"
#include "common/config/value.h"

namespace tasksched::config {

/// `[email]`
struct Email {
    Value<std::string> server;  ///< "smtp://host:25", "smtps://host"; empty: sendmail
    Value<std::string> sendmail{"/usr/sbin/sendmail"};  ///< absolute; without a server
    Value<std::string> tls{"required"};                 ///< "required", "opportunistic", "none"
    Value<std::string> from;           ///< of mail that names nobody; empty: user@host
    Value<std::string> user;           ///< empty: no authentication
    Value<std::string> password_file;  ///< as read_secret() takes it
    Value<std::string> ca_file;        ///< PEM; empty: the system's authorities
    Value<std::chrono::seconds> timeout{std::chrono::minutes(5)};  ///< of one attempt to send
    Value<std::int64_t> connections{20};                           ///< to the server, at once
};

/// Whether the keys go together: a password that would go over the network in clear, or a user
/// without one, is refused. kInvalid names the key.
base::Result<void> check_email(const Email& email);

}  // namespace tasksched::config
