// How many runs a second go through claim, dispatch and record, each claimed before it starts and
// durable at its end: tasks that do nothing, carried out in this process, beside the same changes
// of the same rows by the bare engine.
//
// The log is left out: its two lines a run are the file's or the journal's to take.
//
// usage: bench_dispatch [RUNS]     50000 where none is given; their files stand below TMPDIR
//
// Prints both rates, the best of three rounds each, and their ratio; exits with 1 below 10,000 runs
// a second or half of the bare engine.
#include <fmt/format.h>

#include <algorithm>
#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <functional>
#include <memory>
#include <stdexcept>
#include <utility>

#include "common/store/take_over.h"
#include "daemon/dispatch/dispatcher.h"
#include "daemon/duties/alarm.h"
#include "daemon/duties/claiming.h"
#include "daemon/duties/replanning.h"
#include "daemon/log.h"
#include "daemon/plugins/registry.h"
#include "daemon/scheduler/scheduler.h"
#include "tests/bench/bare_database.h"
#include "tests/bench/direct_store.h"
#include "tests/bench/samples.h"
#include "tests/support/temporary_home.h"

namespace tasksched::bench {
namespace {

constexpr int kDefaultRuns = 50'000;
constexpr int kRounds = 3;
constexpr double kRunsPerSecond = 10'000;
constexpr double kWantedRatio = 0.5;

/// As the daemon's largest batches.
constexpr int kRunsOfTransaction = 256;

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

/// A type that has nothing to do, and counts the ends that are durable.
class NoOperation : public daemon::Plugin {
  public:
    NoOperation(int runs, std::function<void()> done) : left_(runs), done_(std::move(done)) {}

    [[nodiscard]] std::string_view type() const override { return "command"; }
    asio::awaitable<std::optional<model::AttemptResult>> carry_out(
        daemon::AttemptContext /*context*/, daemon::AttemptControl& /*control*/) override {
        model::AttemptResult result;
        result.outcome = model::Outcome::kSuccess;
        result.exit_code = 0;
        co_return result;
    }
    void recorded(model::RunId /*run*/, int /*attempt*/) override {
        if (--left_ == 0) {
            done_();
        }
    }

  private:
    int left_;
    std::function<void()> done_;
};

/// A store with one-off tasks that are all due now.
std::unique_ptr<store::Store> store_with_due_tasks(const std::string& path, int count) {
    auto store = open_directly(path, store::OpenMode::kCreate);
    add_due_commands(*store, "alice", count);
    return store;
}

/// The daemon's way of a run, with everything but the wake-ups and the supervisor.
class Core {
  public:
    Core(std::unique_ptr<store::Store> store, store::Tenure tenure, int runs)
        : plugins_(registry(runs)),
          store_(loop_, std::move(store), std::move(tenure),
                 [] { return base::fail(base::ErrorCode::kFailed, "no other store"); },
                 {.lost = [] { throw std::runtime_error("the store was taken over"); },
                  .failed = [] { throw std::runtime_error("the store fails"); },
                  .changed = [] {}}),
          dispatcher_(loop_, store_, plugins_, clock_,
                      {.total = 4000, .by_type = {{"command", 4000}}, .per_user = 0},
                      std::chrono::seconds{1}, "localhost",
                      {.changed = [](const model::Task&) {},
                       .failed = [](const daemon::StartedRun&, const store::Finish&) {},
                       .hidden = [](const daemon::StartedRun&) {},
                       .woken = [] {},
                       .idle = [] {}}),
          alarm_(loop_, std::move(*daemon::TimerAlarm::open_timer())),
          replanning_(store_, clock_),
          claiming_(store_, scheduler_, dispatcher_, alarm_, replanning_, clock_) {}

    void run() {
        asio::co_spawn(loop_, claiming_.run(), asio::detached);
        loop_.run();
    }

  private:
    daemon::PluginRegistry registry(int runs) {
        daemon::PluginRegistry plugins;
        plugins.add(std::make_unique<NoOperation>(runs, [this] {
            claiming_.stop();
            loop_.stop();
        }));
        return plugins;
    }

    asio::io_context loop_{1};
    time::SystemClock clock_;
    daemon::PluginRegistry plugins_;
    daemon::Scheduler scheduler_{daemon::Horizon{}};
    daemon::StoreQueue store_;
    daemon::Dispatcher dispatcher_;
    daemon::TimerAlarm alarm_;
    daemon::Replanning replanning_;
    daemon::Claiming claiming_;
};

double by_the_daemon(const std::string& path, int runs) {
    auto store = store_with_due_tasks(path, runs);
    auto tenure = store::take_over(*store, "bench", "localhost", time::SystemClock().now());
    if (!tenure) {
        throw std::runtime_error(tenure.error().message);
    }
    Core core(std::move(store), std::move(*tenure), runs);
    const auto begin = Clock::now();
    core.run();
    return seconds_since(begin);
}

constexpr char kClaim[] = R"sql(
    UPDATE tasks SET next_run_at = NULL, state = 'done' WHERE task_id = ?1
)sql";

constexpr char kRun[] = R"sql(
    INSERT INTO runs (run_id, task_id, version, user_id, type, scheduled_for, created_at,
                      not_before, state, owner, term, attempt, priority)
    VALUES (?1, ?1, 1, 'alice', 'command', 1, 1, 1, 'running', 'bench', 1, 1, 0)
)sql";

constexpr char kAttempt[] = R"sql(
    INSERT INTO attempts (run_id, attempt, host, started_at) VALUES (?1, 1, 'localhost', 1)
)sql";

constexpr char kEnd[] = R"sql(
    UPDATE runs SET state = 'succeeded', ended_at = 2 WHERE run_id = ?1
)sql";

constexpr char kAttemptEnd[] = R"sql(
    UPDATE attempts SET finished_at = 2, outcome = 'success', exit_code = 0
    WHERE run_id = ?1 AND attempt = 1
)sql";

/// One transaction that does each of the statements for the rows from `first` to below `end`.
void in_transaction(BareDatabase& database, std::initializer_list<sqlite3_stmt*> statements,
                    int first, int end) {
    database.exec("BEGIN IMMEDIATE");
    for (int row = first; row < end; ++row) {
        for (sqlite3_stmt* statement : statements) {
            sqlite3_bind_int64(statement, 1, row);
            database.run(statement);
        }
    }
    database.exec("COMMIT");
}

/// The claim of a batch is committed before its end, as it must be.
double by_the_engine(const std::string& path, int runs) {
    store_with_due_tasks(path, runs).reset();
    BareDatabase database(path);
    sqlite3_stmt* claim = database.prepare(kClaim);
    sqlite3_stmt* run = database.prepare(kRun);
    sqlite3_stmt* attempt = database.prepare(kAttempt);
    sqlite3_stmt* end = database.prepare(kEnd);
    sqlite3_stmt* attempt_end = database.prepare(kAttemptEnd);
    const auto begin = Clock::now();
    for (int first = 1; first <= runs; first += kRunsOfTransaction) {
        const int behind = std::min(first + kRunsOfTransaction, runs + 1);
        in_transaction(database, {claim, run, attempt}, first, behind);
        in_transaction(database, {end, attempt_end}, first, behind);
    }
    const double taken = seconds_since(begin);
    for (sqlite3_stmt* statement : {claim, run, attempt, end, attempt_end}) {
        sqlite3_finalize(statement);
    }
    return taken;
}

bool measure(int runs) {
    double daemon = 1e9;
    double engine = 1e9;
    for (int round = 0; round < kRounds; ++round) {
        const support::TemporaryHome home;
        engine = std::min(engine, by_the_engine(home.file("engine.db"), runs));
        daemon = std::min(daemon, by_the_daemon(home.file("daemon.db"), runs));
    }
    const double rate = runs / daemon;
    fmt::print("runs {}\nclaim, dispatch and record {:.0f} runs/s\nbare engine {:.0f} runs/s\n",
               runs, rate, runs / engine);
    fmt::print("ratio {:.2f} (wanted {:.2f}), runs/s wanted {:.0f}\n", engine / daemon,
               kWantedRatio, kRunsPerSecond);
    return rate >= kRunsPerSecond && engine / daemon >= kWantedRatio;
}

}  // namespace
}  // namespace tasksched::bench

int main(int argc, char** argv) {
    try {
        tasksched::daemon::set_log_level(tasksched::daemon::LogLevel::kWarning);
        const int runs =
            tasksched::bench::number_argument(argc, argv, 1, tasksched::bench::kDefaultRuns);
        return tasksched::bench::measure(runs) ? 0 : 1;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench_dispatch: %s\n", error.what());
        return 1;
    }
}
