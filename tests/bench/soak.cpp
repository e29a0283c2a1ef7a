// bench_soak [RUNS]: many runs of a command, and what they leave behind in daemon and supervisor:
// zombies, open descriptors, memory. Exits with 1 where they leave anything.

#include <fmt/format.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <string>

#include "tests/bench/all_ended.h"
#include "tests/bench/process_use.h"
#include "tests/bench/samples.h"
#include "tests/support/daemon_fixture.h"

namespace tasksched::bench {
namespace {

constexpr int kRounds = 10;
constexpr std::chrono::minutes kPatience{30};

/// What the first rounds reach, caches and the allocator's pools among it, is not counted. What
/// later ones add is chance, however many there are.
constexpr int kWarmUp = 3;
constexpr long kAllowedKib = 1024;

struct Use {
    ProcessUse daemon;
    ProcessUse supervisor;
};

std::string due_at_once(int count) {
    std::string batch;
    for (int i = 0; i < count; ++i) {
        batch += R"({"in": "1s", "words": ["/bin/echo", "a line of output"]})"
                 "\n";
    }
    return batch;
}

Use carry_out(const support::DaemonFixture& daemon, int count, std::int64_t& succeeded) {
    const auto begun = std::chrono::system_clock::now();
    daemon.must({"schedule", "--batch", "-"}, due_at_once(count));
    succeeded += wait_until_all_ended(daemon.store_path(), begun, kPatience).succeeded;
    return {.daemon = use_of(daemon.pid()), .supervisor = use_of(*daemon.supervisor_pid())};
}

void print(const char* name, const ProcessUse& use) {
    fmt::print("  {:<10} {:>6} KiB, {:>3} descriptors, {} zombies\n", name, use.resident_kib,
               use.descriptors, use.zombies);
}

bool leaves_nothing(const char* name, const ProcessUse& before, const ProcessUse& after, int runs) {
    const long grown = after.resident_kib - before.resident_kib;
    fmt::print(
        "{}: {} KiB more after {} runs ({:.1f} bytes a run; {} KiB allowed), {} descriptors"
        " more, {} zombies\n",
        name, grown, runs, static_cast<double>(grown) * 1024 / runs, kAllowedKib,
        after.descriptors - before.descriptors, after.zombies);
    return grown <= kAllowedKib && after.descriptors <= before.descriptors && after.zombies == 0;
}

int measure(int runs) {
    support::DaemonFixture daemon;
    daemon.start();
    const int of_round = std::max(runs / kRounds, 1);
    std::int64_t succeeded = 0;
    Use warm;
    Use last;
    for (int round = 1; round <= kRounds; ++round) {
        last = carry_out(daemon, of_round, succeeded);
        fmt::print("after {} runs\n", round * of_round);
        print("daemon", last.daemon);
        print("supervisor", last.supervisor);
        if (round == kWarmUp) {
            warm = last;
        }
    }
    const int counted = of_round * (kRounds - kWarmUp);
    fmt::print("{} of {} runs succeeded\n", succeeded, of_round * kRounds);
    bool kept = leaves_nothing("daemon", warm.daemon, last.daemon, counted);
    kept = leaves_nothing("supervisor", warm.supervisor, last.supervisor, counted) && kept;
    return kept && succeeded == std::int64_t{of_round} * kRounds ? 0 : 1;
}

}  // namespace
}  // namespace tasksched::bench

int main(int argc, char** argv) {
    try {
        return tasksched::bench::measure(tasksched::bench::number_argument(argc, argv, 1, 100'000));
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench_soak: %s\n", error.what());
        return 1;
    }
}
