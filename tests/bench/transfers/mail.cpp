// bench_mail [N [CONNECTIONS]]: N emails that are due in the same second, all at once under way,
// beside a bare program on libcurl's multi handle that sends the same ones in the same run, each
// over so many connections: with a real server, with one that takes 20 ms for a message, and with
// one that takes no time. The daemon's time is from the second they are due to the last one's
// record, on the disk.

#include <fmt/format.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <string>

#include "tests/bench/process_use.h"
#include "tests/bench/samples.h"
#include "tests/bench/transfers/bare_mail.h"
#include "tests/bench/transfers/due_together.h"
#include "tests/bench/transfers/smtp_sink.h"
#include "tests/support/daemon_fixture.h"
#include "tests/support/smtp_server.h"

namespace tasksched::bench {
namespace {

/// How many emails there are, and over how many connections they go.
struct Load {
    int count = 1000;
    int connections = 20;
};

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

/// How many a second are sent by ours and by a bare program.
struct Rates {
    double ours = 0;
    double bare = 0;
};

Rates measure(const std::string& name, const std::string& url, const Load& load) {
    support::DaemonFixture daemon;
    daemon.configure(fmt::format(
        "[email]\nserver = \"{}\"\ntls = \"none\"\nfrom = \"sched@example.org\"\nconnections = {}\n"
        "[slots]\nemail = {}\n",
        url, load.connections, load.count));
    daemon.start();
    const long before = use_of(daemon.pid()).resident_kib;
    Rates rates;
    rates.bare = per_second(load.count, bare_mail(url, load.count, load.connections));
    rates.ours = per_second(
        load.count, carry_out_together(daemon, load.count,
                                       [&](std::int64_t due) { return emails(load.count, due); }));
    std::printf(
        "%s: %.0f a second, bare libcurl %.0f a second; the daemon's memory %ld KiB before, "
        "%ld KiB at most, %.1f KiB for each in flight\n",
        name.c_str(), rates.ours, rates.bare, before, peak_kib(daemon.pid()),
        static_cast<double>(peak_kib(daemon.pid()) - before) / load.count);
    return rates;
}

void expect_taken(std::size_t taken, const Load& load) {
    if (taken != 2 * static_cast<std::size_t>(load.count)) {
        throw std::runtime_error(fmt::format("the server took {} messages", taken));
    }
}

/// Debian's aiosmtpd, which takes its time for each message as servers do.
bool measure_server(double target, const Load& load) {
    const support::SmtpServer server;
    const Rates rates = measure("email, to aiosmtpd", server.url(), load);
    expect_taken(server.received().size(), load);
    return print_least("  of bare libcurl", rates.ours / rates.bare, target);
}

/// One that costs nothing and takes each message after a while.
double measure_sink(const std::string& name, std::chrono::milliseconds delay, const Load& load) {
    const SmtpSink sink(delay);
    const Rates rates = measure(name, sink.url(), load);
    expect_taken(static_cast<std::size_t>(sink.taken()), load);
    return rates.ours / rates.bare;
}

int measure_all(const Load& load) {
    bool kept = measure_server(0.8, load);
    const double late =
        measure_sink("email, taken after 20 ms", std::chrono::milliseconds(20), load);
    kept = print_least("  of bare libcurl", late, 0.8) && kept;
    // Nothing but the cost of our own records: for each email three commits that it shares, against
    // none.
    const double at_once =
        measure_sink("email, taken at once by nobody", std::chrono::milliseconds(0), load);
    std::printf("  of bare libcurl: %.2f\n", at_once);
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
