#pragma once

#include <string>

#include "tests/support/daemon_fixture.h"
#include "tests/support/smtp_server.h"

namespace tasksched::support {

/// The configuration by which a daemon sends its mail to the server.
inline std::string mail_by(const SmtpServer& server) {
    return "[email]\nserver = \"" + server.url() + "\"\ntls = \"none\"\nfrom = \"tasks@example.org\"\n";
}

}  // namespace tasksched::support
