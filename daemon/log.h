#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>

#include "common/base/error.h"

namespace tasksched::daemon {

enum class LogLevel { kDebug, kInfo, kWarning, kError };

/// Reads "debug", "info", "warning" or "error".
base::Result<LogLevel> parse_log_level(std::string_view text);

/// Starts the log of this process on standard error: a line an event, its time and level first;
/// under systemd the journal's priority instead, since the journal knows the time.
void start_log(LogLevel level);

/// Lines below the level are left out from now on.
void set_log_level(LogLevel level);

/// Whether lines of the level are written.
bool is_logged(LogLevel level);

/// Writes one line. Control characters in it are escaped: what users named cannot forge lines.
void log_line(LogLevel level, const std::string& line);

template <typename... Args>
void log_at(LogLevel level, fmt::format_string<Args...> format, Args&&... args) {
    if (is_logged(level)) {
        log_line(level, fmt::format(format, std::forward<Args>(args)...));
    }
}
template <typename... Args>
void log_debug(fmt::format_string<Args...> format, Args&&... args) {
    log_at(LogLevel::kDebug, format, std::forward<Args>(args)...);
}
template <typename... Args>
void log_info(fmt::format_string<Args...> format, Args&&... args) {
    log_at(LogLevel::kInfo, format, std::forward<Args>(args)...);
}
template <typename... Args>
void log_warning(fmt::format_string<Args...> format, Args&&... args) {
    log_at(LogLevel::kWarning, format, std::forward<Args>(args)...);
}
template <typename... Args>
void log_error(fmt::format_string<Args...> format, Args&&... args) {
    log_at(LogLevel::kError, format, std::forward<Args>(args)...);
}

}  // namespace tasksched::daemon
