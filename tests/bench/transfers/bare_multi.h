#pragma once

#include <chrono>
#include <string>

namespace tasksched::bench {

/// What a bare program on libcurl's multi handle takes for `count` GET requests, `in_flight` at
/// once, by the socket interface on epoll: handles are used again, connections kept, and nothing is
/// written down. Throws std::runtime_error where one of them fails.
std::chrono::nanoseconds bare_http(const std::string& url, int count, int in_flight);

}  // namespace tasksched::bench
