#pragma once

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/error.h"

namespace tasksched::model {

/// What stands for 'no limit' where a default would give one.
inline constexpr std::int64_t kUnlimitedMemory = std::numeric_limits<std::int64_t>::max();
inline constexpr std::chrono::seconds kUnlimitedTime = std::chrono::seconds::max();

/// What a program may use; what is absent is left to the default. Memory, CPU time and files are
/// counted for each process of a run by itself.
struct Limits {
    std::optional<std::int64_t> memory;            ///< bytes of RLIMIT_DATA, see getrlimit(2)
    std::optional<std::chrono::seconds> cpu_time;  ///< to SIGXCPU; RLIMIT_CPU
    std::optional<std::int64_t> open_files;        ///< RLIMIT_NOFILE
    std::optional<int> nice;                       ///< -20 to 19, the greater the less CPU
    std::optional<int> umask;                      ///< 0 to 0777

    friend bool operator==(const Limits&, const Limits&) = default;
};

/// Those of `own`, and of `defaults` what it leaves open. 'No limit' comes out as absent.
Limits effective_limits(const Limits& own, const Limits& defaults);

/// Read what options and the configuration say, and write it back. kInvalid says what is expected:
/// - memory: bytes, or with K, M, G or T their 1024-fold and so on, from 1M to 1024T; "unlimited"
/// - CPU time: a duration; "unlimited"
/// - open files: 16 to 1073741816, the most that Linux knows
/// - umask: octal digits, "027"
base::Result<std::int64_t> parse_memory(std::string_view text);
base::Result<std::chrono::seconds> parse_cpu_time(std::string_view text);
base::Result<std::int64_t> parse_open_files(std::string_view text);
base::Result<int> parse_nice(std::string_view text);
base::Result<int> parse_umask(std::string_view text);
std::string format_memory(std::int64_t bytes);
std::string format_cpu_time(std::chrono::seconds time);
std::string format_umask(int umask);

}  // namespace tasksched::model
