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
#include <string>

#include "tests/bench/process_use.h"
#include "tests/bench/samples.h"
#include "tests/bench/transfers/bare_multi.h"
#include "tests/bench/transfers/due_together.h"
#include "tests/bench/transfers/late_server.h"
#include "tests/support/daemon_fixture.h"

namespace tasksched::bench {
namespace {

using std::chrono::nanoseconds;

/// How many calls there are, and how many at once.
struct Load {
    int count = 5000;
    int in_flight = 1000;
};

double microseconds_each(nanoseconds used, int count) {
    return std::chrono::duration<double, std::micro>(used).count() / count;
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

bool measure_http(const std::string& name, std::chrono::milliseconds delay, double target,
                  const Load& load) {
    const LateServer server(delay);
    support::DaemonFixture daemon;
    daemon.configure(
        fmt::format("[http]\nallow = [\"127.0.0.0/8\"]\nper_host = {0}\n[slots]\nhttp = {0}\n",
                    load.in_flight));
    daemon.set_environment("no_proxy", "*");
    daemon.start();
    const ProcessUse before = use_of(daemon.pid());
    const BareHttp bare = bare_http(server.url(), load.count, load.in_flight);
    const nanoseconds ours = carry_out_together(daemon, load.count, [&](std::int64_t due) {
        return http_tasks(server.url(), load.count, due);
    });
    const ProcessUse after = use_of(daemon.pid());
    const long peak = peak_kib(daemon.pid());
    std::printf("%s: %.0f a second, bare libcurl %.0f a second\n", name.c_str(),
                per_second(load.count, ours), per_second(load.count, bare.taken));
    std::printf("  CPU time of the daemon %.0f us a call, of bare libcurl %.0f us\n",
                microseconds_each(after.cpu - before.cpu, load.count),
                microseconds_each(bare.cpu, load.count));
    std::printf(
        "  memory of the daemon %ld KiB before, %ld KiB at most, %.1f KiB for each in "
        "flight\n",
        before.resident_kib, peak,
        static_cast<double>(peak - before.resident_kib) / load.in_flight);
    return print_least("  of bare libcurl",
                       per_second(load.count, ours) / per_second(load.count, bare.taken), target);
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
