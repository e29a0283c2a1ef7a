// bench_burst [N [CRON]]: N one-off commands that are due in the same second: how late the first
// and the last one starts and when all have ended, beside a bare loop that starts the same program
// as often, one in flight. Without a shell, with a shell for a simple command, and for a pipeline.
// With CRON, the path of peer/cron.sh, also beside Debian's cron with as many lines, as root.

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "tests/bench/all_ended.h"
#include "tests/bench/bare_loop.h"
#include "tests/bench/notes.h"
#include "tests/bench/samples.h"
#include "tests/bench/spawn.h"
#include "tests/support/daemon_fixture.h"
#include "tests/support/temporary_home.h"

namespace tasksched::bench {
namespace {

using std::chrono::nanoseconds;
using std::chrono::seconds;

constexpr double kLastAgainstLoop = 1.25;
constexpr double kFirstTarget = 20.0;
constexpr std::chrono::minutes kPatience{5};

enum class Kind { kProgram, kShell, kPipeline };

/// The shell's line, or the words, that note the start of what is due at `due`.
std::vector<std::string> words(Kind kind, const std::string& notes, std::int64_t due) {
    if (kind == Kind::kProgram) {
        return {NOTE_START, notes, std::to_string(due)};
    }
    const std::string line =
        fmt::format("{} {} {}{}", NOTE_START, notes, due, kind == Kind::kPipeline ? " | cat" : "");
    return {"/bin/sh", "-c", line};
}

std::string as_json(const std::string& text) { return '"' + text + '"'; }

std::string task(Kind kind, const std::string& notes, std::int64_t due) {
    const auto command = words(kind, notes, due);
    if (kind != Kind::kProgram) {
        return fmt::format("{{\"at\": \"@{}\", \"shell\": {}}}\n", due, as_json(command.back()));
    }
    return fmt::format("{{\"at\": \"@{}\", \"words\": [{}, {}, {}]}}\n", due, as_json(command[0]),
                       as_json(command[1]), as_json(command[2]));
}

nanoseconds latest_of(const Samples& samples) {
    return samples.empty() ? nanoseconds(0) : *std::max_element(samples.begin(), samples.end());
}

/// The last start of `count` lines of cron's for the same minute.
nanoseconds last_of_cron(const std::string& script, int count) {
    const support::TemporaryHome home;
    const std::string notes = home.file("notes");
    run_timed({"/bin/sh", script, std::to_string(count), NOTE_START, notes},
              {{"PATH", "/usr/sbin:/usr/bin:/sbin:/bin"}});
    const Samples samples = lateness(home.read("notes"));
    print_samples("cron", samples);
    return latest_of(samples);
}

/// What the last start may take of cron's time.
constexpr double kProgramAgainstCron = 0.10;
constexpr double kShellAgainstCron = 0.30;

/// Measures one kind; `cron` is the last start of cron's, where that was measured.
bool measure(Kind kind, std::string_view name, int count, nanoseconds cron) {
    support::DaemonFixture daemon;
    daemon.start();
    const std::string notes = daemon.home().file("notes");
    const nanoseconds loop = bare_loop(words(kind, daemon.home().file("loop"), 0), count).taken;

    // Late enough for all to be stored before.
    const auto now = std::chrono::floor<seconds>(std::chrono::system_clock::now());
    const seconds due = now.time_since_epoch() + seconds(5 + count / 5000);
    std::string batch;
    for (int i = 0; i < count; ++i) {
        batch += task(kind, notes, due.count());
    }
    daemon.must({"schedule", "--batch", "-"}, batch);
    const std::chrono::sys_seconds moment(due);
    if (std::chrono::system_clock::now() > moment) {
        throw std::runtime_error("they were due before they were stored");
    }
    std::this_thread::sleep_until(moment);
    const Ended ends = wait_until_all_ended(daemon.store_path(), moment, kPatience);
    const nanoseconds ended = std::chrono::system_clock::now() - moment;
    const Samples samples = lateness(daemon.home().read("notes"));
    print_samples(name, samples);
    const nanoseconds first = *std::min_element(samples.begin(), samples.end());
    const nanoseconds latest = latest_of(samples);
    std::printf("  bare loop %.0f ms, all recorded after %.0f ms\n", milliseconds(loop),
                milliseconds(ended));
    bool kept =
        ends.succeeded == count && print_target("  first, ms", milliseconds(first), kFirstTarget);
    kept = print_target("  last, of the bare loop", milliseconds(latest) / milliseconds(loop),
                        kLastAgainstLoop) &&
           kept;
    if (cron > nanoseconds(0) && kind != Kind::kPipeline) {
        kept = print_target("  last, of cron's", milliseconds(latest) / milliseconds(cron),
                            kind == Kind::kProgram ? kProgramAgainstCron : kShellAgainstCron) &&
               kept;
    }
    return kept;
}

int measure_all(int count, const std::string& cron_script) {
    const nanoseconds cron =
        cron_script.empty() ? nanoseconds(0) : last_of_cron(cron_script, count);
    bool kept = measure(Kind::kProgram, "a program", count, cron);
    kept = measure(Kind::kShell, "a shell's simple command", count, cron) && kept;
    kept = measure(Kind::kPipeline, "a shell's pipeline", count, cron) && kept;
    return kept ? 0 : 1;
}

}  // namespace
}  // namespace tasksched::bench

int main(int argc, char** argv) {
    try {
        const int count = tasksched::bench::number_argument(argc, argv, 1, 5000);
        return tasksched::bench::measure_all(count, argc > 2 ? argv[2] : "");
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench_burst: %s\n", error.what());
        return 1;
    }
}
