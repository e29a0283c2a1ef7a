#include "tests/bench/samples.h"

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <string>

#include <fmt/format.h>

#include "common/base/text.h"

namespace tasksched::bench {

std::chrono::nanoseconds percentile(Samples samples, int percent) {
    if (samples.empty()) {
        return std::chrono::nanoseconds(0);
    }
    std::sort(samples.begin(), samples.end());
    const std::size_t share = samples.size() * static_cast<std::size_t>(percent);
    const std::size_t rank = std::max<std::size_t>((share + 99) / 100, 1);
    return samples[rank - 1];
}

double milliseconds(std::chrono::nanoseconds duration) {
    return std::chrono::duration<double, std::milli>(duration).count();
}

void print_samples(std::string_view name, const Samples& samples) {
    fmt::print("{}: {} samples, median {:.2f} ms, p99 {:.2f} ms, max {:.2f} ms\n", name,
               samples.size(), milliseconds(percentile(samples, 50)),
               milliseconds(percentile(samples, 99)), milliseconds(percentile(samples, 100)));
}

bool print_target(std::string_view name, double value, double target) {
    const bool kept = value <= target;
    fmt::print("{}: {:.2f}, at most {:.2f} wanted: {}\n", name, value, target,
               kept ? "kept" : "MISSED");
    std::fflush(stdout);
    return kept;
}

bool print_least(std::string_view name, double value, double target) {
    const bool kept = value >= target;
    fmt::print("{}: {:.2f}, at least {:.2f} wanted: {}\n", name, value, target,
               kept ? "kept" : "MISSED");
    std::fflush(stdout);
    return kept;
}

int number_argument(int argc, const char* const* argv, int place, int otherwise) {
    if (argc <= place) {
        return otherwise;
    }
    const auto number = base::parse_integer(argv[place]);
    if (!number || *number < 1 || *number > 1'000'000) {
        fmt::print(stderr, "{}: '{}' is not a number from 1 to 1000000\n", argv[0], argv[place]);
        std::exit(2);
    }
    return static_cast<int>(*number);
}

}  // namespace tasksched::bench
