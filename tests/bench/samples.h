#pragma once

#include <chrono>
#include <string_view>
#include <vector>

namespace tasksched::bench {

/// Durations that were measured, in any order.
using Samples = std::vector<std::chrono::nanoseconds>;

/// The smallest sample that `percent` of 100 samples do not exceed; zero of none. 50 is the median.
std::chrono::nanoseconds percentile(Samples samples, int percent);

double milliseconds(std::chrono::nanoseconds duration);

/// Prints "name: 200 samples, median 1.20 ms, p99 3.40 ms, max 4.00 ms".
void print_samples(std::string_view name, const Samples& samples);

/// Prints whether `value` keeps the `target`, and returns it.
bool print_target(std::string_view name, double value, double target);

/// The same where the target is the least that is wanted.
bool print_least(std::string_view name, double value, double target);

/// The number that the program's argument at `place` gives, from 1; `otherwise` where it has none.
/// Ends the program with 2 where it is anything else.
int number_argument(int argc, const char* const* argv, int place, int otherwise);

}  // namespace tasksched::bench
