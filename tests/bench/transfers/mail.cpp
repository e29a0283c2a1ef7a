// bench_mail [N [CONNECTIONS]]: N emails that are due in the same second, all at once under way,
// beside a bare program on libcurl's multi handle that sends the same ones in the same run, each
// over so many connections: with a server that takes a message at once, and with one that takes 20
// ms. The daemon's time is from the second they are due to the last one's record, on the disk.

#include <fmt/format.h>

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
#include "tests/bench/transfers/bare_mail.h"
#include "tests/bench/transfers/smtp_sink.h"
#include "tests/support/daemon_fixture.h"

namespace tasksched::bench {
namespace {

using std::chrono::nanoseconds;
using std::chrono::seconds;

constexpr std::chrono::minutes kPatience{5};
constexpr std::chrono::milliseconds kBetweenLooks{10};

/// How many emails there are, and over how many connections they go.
struct Load {
    int count = 1000;
    int connections = 20;
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

std::string emails(int count, std::int64_t due) {
    std::string batch;
    for (int i = 0; i < count; ++i) {
        batch += fmt::format(
            "{{\"at\": \"@{}\", \"type\": \"email\", \"to\": [\"ada@example.org\"], \"subject\": "
            "\"one of many\", \"message\": \"The text of the message.\\n\"}}\n",
            due);
    }
    return batch;
}

/// From the second that they are due to the last one's record.
nanoseconds carry_out(support::DaemonFixture& daemon, int count) {
    // Late enough for all to be stored before.
    const auto now = std::chrono::floor<seconds>(std::chrono::system_clock::now());
    const seconds due = now.time_since_epoch() + seconds(4 + count / 2500);
    daemon.must({"schedule", "--batch", "-"}, emails(count, due.count()));
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

bool measure(const std::string& name, std::chrono::milliseconds delay, double target,
             const Load& load) {
    const SmtpSink server(delay);
    support::DaemonFixture daemon;
    daemon.configure(fmt::format(
        "[email]\nserver = \"{}\"\ntls = \"none\"\nfrom = \"sched@example.org\"\nconnections = {}\n"
        "[slots]\nemail = {}\n[daemon]\nlog_level = \"warning\"\n",
        server.url(), load.connections, load.count));
    daemon.start();
    const long before = use_of(daemon.pid()).resident_kib;
    const double bare =
        per_second(load.count, bare_mail(server.url(), load.count, load.connections));
    const double ours = per_second(load.count, carry_out(daemon, load.count));
    if (server.taken() != 2 * load.count) {
        throw std::runtime_error(fmt::format("the server took {}", server.taken()));
    }
    std::printf(
        "%s: %.0f a second, bare libcurl %.0f a second; the daemon's memory %ld KiB before, "
        "%ld KiB at most, %.1f KiB for each in flight\n",
        name.c_str(), ours, bare, before, peak_kib(daemon.pid()),
        static_cast<double>(peak_kib(daemon.pid()) - before) / load.count);
    return print_least("  of bare libcurl", ours / bare, target);
}

int measure_all(const Load& load) {
    bool kept = measure("email, taken at once", std::chrono::milliseconds(0), 0.8, load);
    kept = measure("email, taken after 20 ms", std::chrono::milliseconds(20), 0.8, load) && kept;
    return kept ? 0 : 1;
}

}  // namespace
}  // namespace tasksched::bench

int main(int argc, char** argv) {
    try {
        tasksched::bench::Load load;
        load.count = tasksched::bench::number_argument(argc, argv, 1, load.count);
        load.connections = tasksched::bench::number_argument(argc, argv, 2, load.connections);
        return tasksched::bench::measure_all(load);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench_mail: %s\n", error.what());
        return 1;
    }
}
