#include "daemon/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <array>
#include <cstdlib>
#include <memory>

#include "common/base/text.h"

namespace tasksched::daemon {
namespace {

struct LevelName {
    std::string_view text;
    LogLevel level;
    spdlog::level::level_enum of_library;
    int priority;  ///< syslog(3)'s
};

constexpr std::array<LevelName, 4> kLevels{{
    {"debug", LogLevel::kDebug, spdlog::level::debug, 7},
    {"info", LogLevel::kInfo, spdlog::level::info, 6},
    {"warning", LogLevel::kWarning, spdlog::level::warn, 4},
    {"error", LogLevel::kError, spdlog::level::err, 3},
}};

const LevelName& name_of(LogLevel level) { return kLevels[static_cast<std::size_t>(level)]; }

/// Whether standard error is the journal's (systemd.exec(5), JOURNAL_STREAM).
bool writes_to_journal() { return std::getenv("JOURNAL_STREAM") != nullptr; }

}  // namespace

base::Result<LogLevel> parse_log_level(std::string_view text) {
    for (const LevelName& name : kLevels) {
        if (name.text == text) {
            return name.level;
        }
    }
    return base::fail(base::ErrorCode::kInvalid,
                      "log level {}: expected debug, info, warning or error", base::quoted(text));
}

void start_log(LogLevel level) {
    auto logger = spdlog::stderr_logger_st("tasksched");
    logger->set_pattern(writes_to_journal() ? "%v" : "%Y-%m-%dT%H:%M:%S.%f%z %l %v");
    logger->flush_on(spdlog::level::debug);
    spdlog::set_default_logger(std::move(logger));
    set_log_level(level);
}

void set_log_level(LogLevel level) {
    spdlog::default_logger_raw()->set_level(name_of(level).of_library);
}

bool is_logged(LogLevel level) {
    return spdlog::default_logger_raw()->should_log(name_of(level).of_library);
}

void log_line(LogLevel level, const std::string& line) {
    const LevelName& name = name_of(level);
    const std::string escaped = base::escape_control(line);
    if (writes_to_journal()) {
        spdlog::default_logger_raw()->log(name.of_library, "<{}>{}", name.priority, escaped);
    } else {
        spdlog::default_logger_raw()->log(name.of_library, "{}", escaped);
    }
}

}  // namespace tasksched::daemon
