// bench_command_cost [N]: what `tasksched schedule` costs as a whole process, beside `at` and
// beside the `sqlite3` program that inserts one row of the same columns. The programs take turns,
// so that whatever else the machine does meets all of them.

#include <cstdio>
#include <exception>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "tests/bench/samples.h"
#include "tests/bench/spawn.h"
#include "tests/support/daemon_fixture.h"

namespace tasksched::bench {
namespace {

constexpr double kToAtTarget = 1.5;
constexpr double kToSqliteTarget = 0.65;

/// The jobs that `at` was given, removed at the end whatever happens.
class AtJobs {
  public:
    explicit AtJobs(support::Environment environment) : environment_(std::move(environment)) {}
    AtJobs(const AtJobs&) = delete;
    AtJobs& operator=(const AtJobs&) = delete;
    ~AtJobs() {
        try {
            run_timed(remove_, environment_);
        } catch (const std::exception& error) {
            std::fprintf(stderr, "bench_command_cost: jobs of at stay behind: %s\n", error.what());
        }
    }

    std::chrono::nanoseconds add() {
        const TimedProcess done = run_timed({"at", "now", "+", "1", "day"}, environment_, "true\n");
        const std::size_t begin = done.error_output.find("job ");
        if (begin == std::string::npos) {
            throw std::runtime_error("at names no job: " + done.error_output);
        }
        const std::size_t end = done.error_output.find(' ', begin + 4);
        remove_.push_back(done.error_output.substr(begin + 4, end - begin - 4));
        return done.taken;
    }

  private:
    support::Environment environment_;
    std::vector<std::string> remove_{"atrm"};
};

/// One row for the sqlite3 program to insert, again and again.
struct Row {
    std::string database;
    std::string insert;  ///< the statement

    [[nodiscard]] std::vector<std::string> words() const {
        return {"sqlite3", database, "pragma synchronous = full; " + insert};
    }
};

/// The row that `house` stored first, for a table of the same columns in a new database with a
/// write-ahead log.
Row copy_of_first_task(const support::DaemonFixture& house,
                       const support::Environment& environment) {
    Row row{.database = house.home().file("scratch.db"), .insert = {}};
    run_timed({"sqlite3", row.database,
               fmt::format("pragma journal_mode = wal; attach '{}' as store;"
                           " create table tasks as select * from store.tasks where false",
                           house.store_path())},
              environment);
    support::ProcessSpec spec;
    spec.program = "sqlite3";
    spec.arguments = {"-cmd", ".mode insert tasks", house.store_path(),
                      "select * from tasks limit 1"};
    spec.environment = environment;
    row.insert = support::run(spec).out;
    if (!row.insert.starts_with("INSERT INTO tasks")) {
        throw std::runtime_error("the first task cannot be read");
    }
    return row;
}

int measure(int count) {
    support::DaemonFixture alone;
    support::DaemonFixture served;
    served.start();
    const support::ProcessSpec plain = alone.tasksched_spec({"list"});
    AtJobs at(plain.environment);
    const auto schedule = [](const support::DaemonFixture& house) {
        const support::ProcessSpec spec =
            house.tasksched_spec({"schedule", "--in", "1d", "--", "true"});
        std::vector<std::string> words{spec.program};
        words.insert(words.end(), spec.arguments.begin(), spec.arguments.end());
        return run_timed(words, spec.environment).taken;
    };
    // The first of each makes its files and fills the caches; it is not counted.
    schedule(alone);
    schedule(served);
    at.add();
    const Row row = copy_of_first_task(alone, plain.environment);
    run_timed(row.words(), plain.environment);

    Samples without_daemon;
    Samples with_daemon;
    Samples at_jobs;
    Samples rows;
    for (int i = 0; i < count; ++i) {
        without_daemon.push_back(schedule(alone));
        at_jobs.push_back(at.add());
        with_daemon.push_back(schedule(served));
        rows.push_back(run_timed(row.words(), plain.environment).taken);
    }
    print_samples("tasksched schedule, no daemon", without_daemon);
    print_samples("tasksched schedule, a daemon runs", with_daemon);
    print_samples("at", at_jobs);
    print_samples("sqlite3 insert", rows);
    const auto ratio = [](const Samples& a, const Samples& b) {
        return milliseconds(percentile(a, 50)) / milliseconds(percentile(b, 50));
    };
    bool kept = print_target("no daemon: times at", ratio(without_daemon, at_jobs), kToAtTarget);
    kept = print_target("no daemon: times sqlite3", ratio(without_daemon, rows), kToSqliteTarget) &&
           kept;
    kept =
        print_target("a daemon runs: times at", ratio(with_daemon, at_jobs), kToAtTarget) && kept;
    kept =
        print_target("a daemon runs: times sqlite3", ratio(with_daemon, rows), kToSqliteTarget) &&
        kept;
    return kept ? 0 : 1;
}

}  // namespace
}  // namespace tasksched::bench

int main(int argc, char** argv) {
    try {
        return tasksched::bench::measure(tasksched::bench::number_argument(argc, argv, 1, 200));
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench_command_cost: %s\n", error.what());
        return 1;
    }
}
