#pragma once

#include <chrono>
#include <string>

namespace tasksched::bench {

/// What a bare program on libcurl's multi handle takes to send `count` messages of a few lines to
/// an SMTP server, over up to `connections` at once that are kept; nothing is written down. Throws
/// std::runtime_error where one of them fails.
std::chrono::nanoseconds bare_mail(const std::string& url, int count, int connections);

}  // namespace tasksched::bench
