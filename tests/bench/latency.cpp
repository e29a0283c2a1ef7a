// bench_latency [N]: how late one-offs start that are scheduled ahead, each at a second of its own,
// so that each is measured from sleep. The real command, the real daemon, a real program.

#include <chrono>
#include <cstdio>
#include <exception>
#include <string>
#include <thread>

#include <fmt/format.h>

#include "tests/bench/notes.h"
#include "tests/bench/samples.h"
#include "tests/support/daemon_fixture.h"
#include "tests/support/eventually.h"

namespace tasksched::bench {
namespace {

using std::chrono::seconds;

constexpr double kMedianTarget = 10.0;
constexpr double kP99Target = 30.0;

/// A batch of one-offs, one a second from `first` on; each notes its own second and its start.
std::string one_offs(seconds first, int count, const std::string& notes) {
    std::string batch;
    for (int i = 0; i < count; ++i) {
        const auto due = (first + seconds(i)).count();
        batch += fmt::format(R"({{"at": "@{}", "words": ["{}", "{}", "{}"]}})", due, NOTE_START,
                             notes, due);
        batch += '\n';
    }
    return batch;
}

int measure(int count) {
    support::DaemonFixture daemon;
    daemon.start();
    const std::string notes = daemon.home().file("notes");
    const auto now = std::chrono::floor<seconds>(std::chrono::system_clock::now());
    const seconds first = now.time_since_epoch() + seconds(3);
    daemon.must({"schedule", "--batch", "-"}, one_offs(first, count, notes));

    // The machine is left alone until the last one was due.
    const std::chrono::sys_seconds last(first + seconds(count));
    std::this_thread::sleep_until(last);
    support::eventually([&] {
        return lateness(daemon.home().read("notes")).size() == static_cast<std::size_t>(count);
    });
    const Samples samples = lateness(daemon.home().read("notes"));
    print_samples("start after its second", samples);
    bool kept = samples.size() == static_cast<std::size_t>(count);
    kept = print_target("median, ms", milliseconds(percentile(samples, 50)), kMedianTarget) && kept;
    kept = print_target("p99, ms", milliseconds(percentile(samples, 99)), kP99Target) && kept;
    return kept ? 0 : 1;
}

}  // namespace
}  // namespace tasksched::bench

int main(int argc, char** argv) {
    try {
        return tasksched::bench::measure(tasksched::bench::number_argument(argc, argv, 1, 200));
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench_latency: %s\n", error.what());
        return 1;
    }
}
