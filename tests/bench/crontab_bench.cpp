// How long the command takes to install a crontab, and to install it again with one line changed.
//
// usage: bench_crontab [LINES]     10000 where none is given
//
// Exits with 1 where an install takes 300 ms or longer.
#include <fmt/format.h>

#include <stdexcept>
#include <string>

#include "tests/bench/samples.h"
#include "tests/support/programs.h"

namespace tasksched::bench {
namespace {

constexpr int kRounds = 5;
constexpr double kTarget = 300;

using Clock = std::chrono::steady_clock;

std::string table_of(int lines) {
    std::string text = "MAILTO=ops@example.org\n";
    for (int line = 2; line <= lines; ++line) {
        text += fmt::format("{} {} * * {} /usr/bin/job --number {}\n", line % 60, line % 24,
                            line % 7, line);
    }
    return text;
}

std::chrono::nanoseconds install(const support::TemporaryHome& home, const std::string& file) {
    const auto begin = Clock::now();
    const auto result = support::run_tasksched(home, {"crontab", file});
    if (result.exit_code != 0) {
        throw std::runtime_error(result.err);
    }
    return Clock::now() - begin;
}

int run(int lines) {
    Samples first;
    Samples again;
    for (int round = 0; round < kRounds; ++round) {
        const support::TemporaryHome home;
        std::string text = table_of(lines);
        first.push_back(install(home, home.write("table", text)));
        text.replace(text.rfind("--number"), 8, "--changed");
        again.push_back(install(home, home.write("table", text)));
    }
    fmt::print("{} lines\n", lines);
    print_samples("install", first);
    print_samples("again, with one line changed", again);
    const bool kept = print_target("install, ms", milliseconds(percentile(first, 50)), kTarget);
    return print_target("again, ms", milliseconds(percentile(again, 50)), kTarget) && kept ? 0 : 1;
}

}  // namespace
}  // namespace tasksched::bench

int main(int argc, char** argv) {
    return tasksched::bench::run(tasksched::bench::number_argument(argc, argv, 1, 10'000));
}
