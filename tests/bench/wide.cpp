// bench_wide [N [SECONDS]]: N commands that sleep, all of them under way at one moment: whether
// they are, what memory each takes of daemon and supervisor, and whether every end is true.
// Meanwhile two users queue short commands, one all of hers before the other; as slots get free
// they take turns.

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "common/time/clock.h"
#include "tests/bench/all_ended.h"
#include "tests/bench/direct_store.h"
#include "tests/bench/process_use.h"
#include "tests/bench/samples.h"
#include "tests/support/daemon_fixture.h"
#include "tests/support/eventually.h"

namespace tasksched::bench {
namespace {

using std::chrono::seconds;

constexpr double kTargetKib = 32;
constexpr int kOfEachUser = 200;

/// Runs start in batches; within one they may stand in any order.
constexpr double kFarthestApart = 32;

std::int64_t queued_commands(store::Store& store) {
    const auto now = time::SystemClock().now();
    const auto totals = store.reader().totals(now, now);
    if (!totals || !totals->queues.contains("command")) {
        return 0;
    }
    return totals->queues.at("command").queued;
}

/// How far one user was ahead of the other at the most, in starts.
std::int64_t farthest_apart(store::Store& store, const std::string& one, const std::string& other) {
    std::vector<std::pair<time::Instant, int>> starts;
    for (const auto& [user, step] : {std::pair(one, 1), std::pair(other, -1)}) {
        store::RunFilter filter;
        filter.user_id = user;
        filter.limit = kOfEachUser;
        const auto runs = store.reader().runs(filter);
        for (const model::Run& run : runs.value()) {
            starts.emplace_back(store.reader().attempts(run.id).value().front().started_at, step);
        }
    }
    std::sort(starts.begin(), starts.end());
    std::int64_t ahead = 0;
    std::int64_t farthest = 0;
    for (const auto& [at, step] : starts) {
        ahead += step;
        farthest = std::max(farthest, std::abs(ahead));
    }
    return farthest;
}

bool print_memory(const char* name, const ProcessUse& before, const ProcessUse& during, int count) {
    fmt::print("{}: {} KiB more, {} descriptors more\n", name,
               during.resident_kib - before.resident_kib, during.descriptors - before.descriptors);
    return print_target(fmt::format("  {}, KiB a command", name),
                        static_cast<double>(during.resident_kib - before.resident_kib) / count,
                        kTargetKib);
}

int measure(int count, int length) {
    support::DaemonFixture daemon;
    daemon.configure(fmt::format("[slots]\ncommand = {}\n", count));
    daemon.start();
    const pid_t supervisor = daemon.supervisor_pid().value();
    const ProcessUse daemon_before = use_of(daemon.pid());
    const ProcessUse supervisor_before = use_of(supervisor);

    const auto begun = std::chrono::system_clock::now();
    std::string batch;
    for (int i = 0; i < count; ++i) {
        batch += fmt::format(R"({{"in": "2s", "words": ["/bin/sleep", "{}"]}})", length) + "\n";
    }
    daemon.must({"schedule", "--batch", "-"}, batch);
    const auto store = open_directly(daemon.store_path(), store::OpenMode::kWrite);
    if (!support::eventually([&] { return use_of(supervisor).children >= count; },
                             seconds(length))) {
        throw std::runtime_error(
            fmt::format("only {} are under way at one moment", use_of(supervisor).children));
    }
    fmt::print("{} commands are under way {:.1f} s after they were due\n",
               use_of(supervisor).children,
               std::chrono::duration<double>(std::chrono::system_clock::now() - begun).count() - 2);
    // Of users that this process could not schedule for through the command line.
    add_due_commands(*store, "anna", kOfEachUser);
    add_due_commands(*store, "bert", kOfEachUser);
    if (!support::eventually(
            [&] { return queued_commands(*store) == std::int64_t{2} * kOfEachUser; },
            seconds(length))) {
        throw std::runtime_error("the users' commands are not queued together");
    }
    const bool memory = print_memory("daemon", daemon_before, use_of(daemon.pid()), count) &&
                        print_memory("supervisor", supervisor_before, use_of(supervisor), count);

    const Ended ends = wait_until_all_ended(daemon.store_path(), begun, seconds(length + 120));
    fmt::print("{} succeeded, {} failed\n", ends.succeeded, ends.failed);
    const bool fair =
        print_target("starts that one user was ahead of the other, at most",
                     static_cast<double>(farthest_apart(*store, "anna", "bert")), kFarthestApart);
    return memory && fair && ends.succeeded == count + 2 * kOfEachUser ? 0 : 1;
}

}  // namespace
}  // namespace tasksched::bench

int main(int argc, char** argv) {
    try {
        const int count = tasksched::bench::number_argument(argc, argv, 1, 3000);
        const int length = tasksched::bench::number_argument(argc, argv, 2, 30);
        return tasksched::bench::measure(count, length);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench_wide: %s\n", error.what());
        return 1;
    }
}
