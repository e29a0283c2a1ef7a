// bench_steady [SECONDS]: a hundred one-off commands due at each second: how late the first and the
// last of each hundred start, beside a bare loop that starts the same program a hundred times, one
// in flight, and what CPU daemon and supervisor take beyond that of the loop.

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <string>
#include <thread>

#include "tests/bench/all_ended.h"
#include "tests/bench/bare_loop.h"
#include "tests/bench/notes.h"
#include "tests/bench/process_use.h"
#include "tests/bench/samples.h"
#include "tests/support/daemon_fixture.h"

namespace tasksched::bench {
namespace {

using std::chrono::nanoseconds;
using std::chrono::seconds;

constexpr int kOfSecond = 100;
constexpr int kLoops = 20;
constexpr double kLastAgainstLoop = 1.25;
constexpr double kFirstTarget = 10.0;
constexpr double kShareOfCore = 0.10;

std::string batch_of(std::int64_t first, int count, const std::string& notes) {
    std::string batch;
    for (std::int64_t due = first; due < first + count; ++due) {
        for (int i = 0; i < kOfSecond; ++i) {
            batch += fmt::format(R"({{"at": "@{}", "words": ["{}", "{}", "{}"]}})", due, NOTE_START,
                                 notes, due);
            batch += '\n';
        }
    }
    return batch;
}

/// Bare loops of a hundred, and what CPU the loop itself takes for so many.
struct Loops {
    Samples taken;
    std::chrono::microseconds own_cpu{0};  ///< of all of them
};

Loops bare_loops(const std::string& notes) {
    Loops loops;
    for (int i = 0; i < kLoops; ++i) {
        const BareLoop loop = bare_loop({NOTE_START, notes, "0"}, kOfSecond);
        loops.taken.push_back(loop.taken);
        loops.own_cpu += loop.own_cpu;
    }
    return loops;
}

std::chrono::milliseconds cpu_of(const support::DaemonFixture& daemon) {
    return use_of(daemon.pid()).cpu + use_of(daemon.supervisor_pid().value()).cpu;
}

int measure(int count) {
    support::DaemonFixture daemon;
    daemon.start();
    const std::string notes = daemon.home().file("notes");
    Loops loops = bare_loops(daemon.home().file("loop"));

    // Late enough for all to be stored, and for what that costs to be over.
    const auto now = std::chrono::floor<seconds>(std::chrono::system_clock::now());
    const seconds first = now.time_since_epoch() + seconds(8 + count * kOfSecond / 5000);
    daemon.must({"schedule", "--batch", "-"}, batch_of(first.count(), count, notes));
    std::this_thread::sleep_until(std::chrono::sys_seconds(first - seconds(1)));
    const std::chrono::milliseconds cpu_before = cpu_of(daemon);
    std::this_thread::sleep_until(std::chrono::sys_seconds(first + seconds(count)));
    const Ended ends = wait_until_all_ended(daemon.store_path(), std::chrono::sys_seconds(first),
                                            std::chrono::minutes(1));
    const std::chrono::milliseconds cpu = cpu_of(daemon) - cpu_before;

    Samples firsts;
    Samples lasts;
    for (const auto& [due, samples] : lateness_by_second(daemon.home().read("notes"))) {
        firsts.push_back(*std::min_element(samples.begin(), samples.end()));
        lasts.push_back(*std::max_element(samples.begin(), samples.end()));
    }
    const Loops after = bare_loops(daemon.home().file("loop"));
    loops.taken.insert(loops.taken.end(), after.taken.begin(), after.taken.end());
    loops.own_cpu += after.own_cpu;

    print_samples("bare loop of a hundred", loops.taken);
    print_samples("first of each hundred", firsts);
    print_samples("last of each hundred", lasts);
    const nanoseconds loop = percentile(loops.taken, 50);
    const auto late = std::count_if(lasts.begin(), lasts.end(), [&](nanoseconds last) {
        return milliseconds(last) > kLastAgainstLoop * milliseconds(loop);
    });
    fmt::print("{} of {} hundreds are above {:.2f} of the loop's median\n", late, count,
               kLastAgainstLoop);
    const auto loop_cpu = loops.own_cpu * count / static_cast<std::int64_t>(loops.taken.size());
    fmt::print("CPU of daemon and supervisor {} ms, of the loop itself {:.0f} ms\n", cpu.count(),
               milliseconds(loop_cpu));
    bool kept =
        ends.succeeded == std::int64_t{count} * kOfSecond &&
        print_target("first, largest, ms", milliseconds(percentile(firsts, 100)), kFirstTarget);
    kept =
        print_target("last, median, of the bare loop",
                     milliseconds(percentile(lasts, 50)) / milliseconds(loop), kLastAgainstLoop) &&
        kept;
    kept =
        print_target("last, largest, of the bare loop",
                     milliseconds(percentile(lasts, 100)) / milliseconds(loop), kLastAgainstLoop) &&
        kept;
    kept =
        print_target("share of a core beyond the loop",
                     milliseconds(cpu - loop_cpu) / milliseconds(seconds(count)), kShareOfCore) &&
        kept;
    return kept ? 0 : 1;
}

}  // namespace
}  // namespace tasksched::bench

int main(int argc, char** argv) {
    try {
        return tasksched::bench::measure(tasksched::bench::number_argument(argc, argv, 1, 60));
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench_steady: %s\n", error.what());
        return 1;
    }
}
