#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>

namespace tasksched::fuzz {

/// Ends the process, so that the fuzzer keeps the input, where `holds` does not.
inline void require(bool holds, const char* what) {
    if (!holds) {
        std::fprintf(stderr, "broken: %s\n", what);
        std::abort();
    }
}

/// What an input may take of the processor's time. The sanitizers and the fuzzer's own counters
/// make the code several times slower than a release build, so what keeps to it here keeps to it
/// there.
inline constexpr std::chrono::milliseconds kTimeLimit{10};

inline std::chrono::nanoseconds processor_time() {
    timespec now{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return std::chrono::seconds{now.tv_sec} + std::chrono::nanoseconds{now.tv_nsec};
}

/// Runs `use` on an input, which must keep to the limit in one of three tries: the first use of a
/// zone reads its file, and a machine has hiccups.
template <typename Use>
void within_time_limit(const Use& use) {
    constexpr int kTries = 3;
    for (int left = kTries; left > 0; --left) {
        const auto begin = processor_time();
        use();
        if (processor_time() - begin <= kTimeLimit) {
            return;
        }
    }
    require(false, "the input takes more than 10 ms");
}

}  // namespace tasksched::fuzz
