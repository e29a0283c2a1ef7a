#pragma once

namespace tasksched::base {

/// Writes `file:line: check failed: expression` to standard error and aborts.
[[noreturn]] void check_failed(const char* expression, const char* file, int line);

}  // namespace tasksched::base

/// Aborts where an invariant of our own is broken. Never for what the outside world can cause.
#define TASKSCHED_CHECK(expression) \
    ((expression) ? void() : ::tasksched::base::check_failed(#expression, __FILE__, __LINE__))
