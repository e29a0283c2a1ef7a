// bench_transfers [N [IN_FLIGHT]]: N calls of type http that are due in the same second, IN_FLIGHT
// at once, beside a bare program on libcurl's multi handle that does the same work in the same run:
// with a server that answers after 100 ms, and with one that does at once. The daemon's time is
// from the second they are due to the last one's record, on the disk.

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <fstream>
#include <stdexcept>
#include <string>
#include <thread>

#include "tests/bench/all_ended.h"
#include "tests/bench/process_use.h"
#include "tests/bench/samples.h"
#include "tests/bench/transfers/bare_multi.h"
#include "tests/bench/transfers/late_server.h"
#include "tests/support/daemon_fixture.h"

namespace tasksched::bench {
namespace {

using std::chrono::nanoseconds;
using std::chrono::seconds;

constexpr std::chrono::minutes kPatience{5};
constexpr std::chrono::milliseconds kBetweenLooks{10};

/// How many calls there are, and how many at once.
struct Load {
    int count = 5000;
    int in_flight = 1000;
};

double per_second(int count, nanoseconds taken) {
    return count / std::chrono::duration<double>(taken).count();
}

/// The most that the process has had in memory.
long peak_kib(pid_t pid) {
    std::ifstream status(fmt::format("/proc/{}/status", pid));
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("VmHWM:")) {
            return std::stol(line.substr(6));
        }
    }
    throw std::runtime_error("the daemon is gone");
}

std::string http_tasks(const std::string& url, int count, std::int64_t due) {
    std::string batch;
    for (int i = 0; i < count; ++i) {
        batch += fmt::format(
            "{{\"at\": \"@{}\", \"type\": \"http\", \"method\": \"GET\", \"url\": \"{}\"}}\n", due,
            url);
    }
    return batch;
}

/// From the second that the tasks are due to the last one's record.
nanoseconds carry_out(support::DaemonFixture& daemon, const std::string& url, int count) {
    // Late enough for all to be stored before.
    const auto now = std::chrono::floor<seconds>(std::chrono::system_clock::now());
    const seconds due = now.time_since_epoch() + seconds(4 + count / 2500);
    daemon.must({"schedule", "--batch", "-"}, http_tasks(url, count, due.count()));
    const std::chrono::sys_seconds moment(due);
    if (std::chrono::system_clock::now() > moment) {
        throw std::runtime_error("they were due before they were stored");
    }
    std::this_thread::sleep_until(moment);
    const Ended ends = wait_until_all_ended(daemon.store_path(), moment, kPatience, kBetweenLooks);
    const nanoseconds taken = std::chrono::system_clock::now() - moment;
    if (ends.succeeded != count) {
        throw std::runtime_error(fmt::format("{} of {} succeeded", ends.succeeded, count));
    }
    return taken;
}

bool measure_http(const std::string& name, std::chrono::milliseconds delay, double target,
                  const Load& load) {
    const LateServer server(delay);
    support::DaemonFixture daemon;
    daemon.configure(
        fmt::format("[http]\nallow = [\"127.0.0.0/8\"]\nper_host = {0}\n"
                    "[slots]\nhttp = {0}\n[daemon]\nlog_level = \"warning\"\n",
                    load.in_flight));
    daemon.set_environment("no_proxy", "*");
    daemon.start();
    const long before = use_of(daemon.pid()).resident_kib;
    const double bare = per_second(load.count, bare_http(server.url(), load.count, load.in_flight));
    const double ours = per_second(load.count, carry_out(daemon, server.url(), load.count));
    std::printf(
        "%s: %.0f a second, bare libcurl %.0f a second; the daemon's memory %ld KiB before, "
        "%ld KiB at most, %.1f KiB for each in flight\n",
        name.c_str(), ours, bare, before, peak_kib(daemon.pid()),
        static_cast<double>(peak_kib(daemon.pid()) - before) / load.in_flight);
    return print_least("  of bare libcurl", ours / bare, target);
}

int measure_all(const Load& load) {
    bool kept =
        measure_http("http, answered after 100 ms", std::chrono::milliseconds(100), 0.9, load);
    kept = measure_http("http, answered at once", std::chrono::milliseconds(0), 0.5, load) && kept;
    return kept ? 0 : 1;
}

}  // namespace
}  // namespace tasksched::bench

int main(int argc, char** argv) {
    try {
        tasksched::bench::Load load;
        load.count = tasksched::bench::number_argument(argc, argv, 1, load.count);
        load.in_flight = tasksched::bench::number_argument(argc, argv, 2, load.in_flight);
        return tasksched::bench::measure_all(load);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench_transfers: %s\n", error.what());
        return 1;
    }
}
