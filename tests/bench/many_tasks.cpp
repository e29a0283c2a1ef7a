// bench_many_tasks [N]: what a store with many tasks costs: the batch that makes them, a look at
// it, the start of the daemon and its memory, each beside a store with 100 tasks.

#include <chrono>
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "tests/bench/bare_insert.h"
#include "tests/bench/process_use.h"
#include "tests/bench/samples.h"
#include "tests/bench/spawn.h"
#include "tests/support/daemon_fixture.h"

namespace tasksched::bench {
namespace {

constexpr int kFew = 100;
constexpr int kLooks = 20;
constexpr double kListTarget = 100.0;
constexpr double kBatchTarget = 1 / 0.6;

/// Tasks of three kinds, due from an hour to months ahead: most are beyond the daemon's horizon.
std::string batch_of(int count) {
    std::string batch;
    for (int i = 0; i < count; ++i) {
        switch (i % 3) {
            case 0:
                batch += fmt::format(R"({{"in": "{}", "words": ["/bin/true", "{}"]}})",
                                     3700 + i * 60, i);
                break;
            case 1:
                batch +=
                    fmt::format(R"({{"every": "1d", "name": "every {}", "shell": "date"}})", i);
                break;
            default:
                batch += fmt::format(
                    R"({{"cron": "{} {} * * *", "tz": "Europe/Paris", "words": ["/bin/true"]}})",
                    i % 60, i % 24);
                break;
        }
        batch += '\n';
    }
    return batch;
}

Samples timed_looks(const support::DaemonFixture& house, std::vector<std::string> words) {
    const support::ProcessSpec spec = house.tasksched_spec(std::move(words));
    std::vector<std::string> command{spec.program};
    command.insert(command.end(), spec.arguments.begin(), spec.arguments.end());
    Samples samples;
    for (int i = 0; i < kLooks; ++i) {
        samples.push_back(run_timed(command, spec.environment).taken);
    }
    return samples;
}

bool measure(int count) {
    support::DaemonFixture house;
    const std::string batch = batch_of(count);
    const auto begin = std::chrono::steady_clock::now();
    const auto made = house.tasksched({"schedule", "--batch", "-"}, batch);
    const auto stored = std::chrono::steady_clock::now() - begin;
    if (made.exit_code != 0) {
        throw std::runtime_error(made.err);
    }
    const auto bare = bare_insert(house.store_path(), house.home().file("bare.db"));
    fmt::print("{} tasks: schedule --batch in {:.0f} ms, bare inserts of their rows in {:.0f} ms\n",
               count, milliseconds(stored), milliseconds(bare));
    const Samples looks = timed_looks(house, {"list", "--limit", "10"});
    print_samples(fmt::format("{} tasks: list --limit 10", count), looks);

    const auto start = std::chrono::steady_clock::now();
    house.start();
    const auto started = std::chrono::steady_clock::now() - start;
    fmt::print("{} tasks: daemon ready in {:.0f} ms, resident memory {} KiB\n", count,
               milliseconds(started), use_of(house.pid()).resident_kib);
    if (count == kFew) {
        return true;
    }
    bool kept = print_target("time of the batch to that of bare inserts",
                             milliseconds(stored) / milliseconds(bare), kBatchTarget);
    kept = print_target("list --limit 10, median, ms", milliseconds(percentile(looks, 50)),
                        kListTarget) &&
           kept;
    return kept;
}

}  // namespace
}  // namespace tasksched::bench

int main(int argc, char** argv) {
    try {
        const int count = tasksched::bench::number_argument(argc, argv, 1, 100'000);
        const bool few = tasksched::bench::measure(tasksched::bench::kFew);
        const bool many = tasksched::bench::measure(count);
        return few && many ? 0 : 1;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench_many_tasks: %s\n", error.what());
        return 1;
    }
}
