#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <exception>
#include <random>
#include <string>
#include <vector>

#include "tests/bench/samples.h"
#include "tests/bench/spawn.h"
#include "tests/support/programs.h"
#include "tests/support/temporary_home.h"

// bench_next_lines [LINES]: how long `tasksched next --batch` takes for so many lines, each another
// expression, with zones and instants of all seasons.

namespace tasksched::bench {
namespace {

constexpr double kMostSeconds = 2;  // for 100,000 lines
constexpr int kRounds = 5;

class Lines {
  public:
    std::string draw(int count) {
        std::string text;
        for (int i = 0; i < count; ++i) {
            text += fmt::format(R"({{"cron":"{}","tz":"{}","from":"{}"}})"
                                "\n",
                                expression(),
                                of({"UTC", "Europe/Paris", "America/New_York", "Asia/Kolkata",
                                    "Australia/Lord_Howe"}),
                                from());
        }
        return text;
    }

  private:
    int number(int least, int most) {
        return std::uniform_int_distribution<int>(least, most)(random_);
    }

    std::string of(const std::vector<std::string>& values) {
        return values[static_cast<std::size_t>(number(0, static_cast<int>(values.size()) - 1))];
    }

    std::string expression() {
        const std::string minute = of({"*", "*/5", "0", fmt::format("{}", number(0, 59))});
        const std::string hour = of({"*", "*/6", "8-18", fmt::format("{}", number(0, 23))});
        const std::string day = of({"*", "1", "L", "15W", fmt::format("{}", number(1, 28))});
        const std::string month = of({"*", "*", "jan-jun", fmt::format("{}", number(1, 12))});
        const std::string weekday = of({"*", "*", "mon-fri", "5L", "1#2"});
        return fmt::format("{} {} {} {} {}", minute, hour, day, month, weekday);
    }

    std::string from() {
        return fmt::format("20{}-{:02}-{:02}T{:02}:{:02}:00{}", number(26, 60), number(1, 12),
                           number(1, 28), number(0, 23), number(0, 59), of({"Z", "+02:00"}));
    }

    // NOLINTNEXTLINE(cert-msc32-c,cert-msc51-cpp): the same lines in every run
    std::mt19937 random_{1};
};

int measure(int count) {
    const support::TemporaryHome home;
    const std::string lines = Lines().draw(count);
    Samples samples;
    for (int round = 0; round < kRounds; ++round) {
        samples.push_back(run_timed({support::tasksched_program(), "next", "--batch"},
                                    support::plain_environment(home.path()), lines)
                              .taken);
    }
    const double seconds = milliseconds(percentile(samples, 50)) / 1000;
    fmt::print("{} lines, median of {}: {:.2f} s, {:.0f} lines/s\n", count, kRounds, seconds,
               count / seconds);
    return print_target("next --batch, seconds for 100000 lines", seconds * 100'000 / count,
                        kMostSeconds)
               ? EXIT_SUCCESS
               : EXIT_FAILURE;
}

}  // namespace
}  // namespace tasksched::bench

int main(int argc, char** argv) {
    try {
        return tasksched::bench::measure(tasksched::bench::number_argument(argc, argv, 1, 100'000));
    } catch (const std::exception& error) {
        fmt::print(stderr, "bench_next_lines: {}\n", error.what());
        return EXIT_FAILURE;
    }
}
