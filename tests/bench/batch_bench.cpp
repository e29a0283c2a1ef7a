// How fast tasks are stored: many by one transaction of the store, and the same rows by the bare
// engine into the same schema, in turn.
//
// usage: bench_batch [TASKS]     100000 where none is given; their files stand below TMPDIR
//
// Prints both rates, the best of three rounds each, and their ratio; exits with 1 below 0.6.
#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <stdexcept>
#include <string>

#include "common/base/text.h"
#include "common/store/open.h"
#include "tests/bench/bare_database.h"
#include "tests/support/temporary_home.h"

namespace tasksched::bench {

namespace {

constexpr std::int64_t kDefaultTasks = 100'000;
constexpr int kRounds = 3;
constexpr double kWantedRatio = 0.6;
constexpr std::int64_t kFirstDue = 4'000'000'000;

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

model::Task a_task(std::int64_t number) {
    const time::Second due{std::chrono::seconds(kFirstDue + number)};
    model::Task task;
    task.user_id = "alice";
    task.name = "nightly-" + std::to_string(number);
    task.type = "command";
    task.schedule.rule = schedule::Once{due};
    task.next_run_at = due;
    return task;
}

model::Payload a_command(std::int64_t number) {
    model::CommandPayload payload;
    payload.argv = {"/usr/bin/touch", "/tmp/file-" + std::to_string(number)};
    return payload;
}

store::Location make_store(const std::string& path) {
    store::Location location{.engine = store::Engine::kSqlite, .path = path, .url = {}};
    if (const auto made = store::open_store(location, {}); !made) {
        throw std::runtime_error(made.error().message);
    }
    return location;
}

/// How long the store takes for one transaction.
double by_the_store(const std::string& path, std::int64_t tasks) {
    auto store = store::open_store(make_store(path), {});
    const auto begin = Clock::now();
    const auto written =
        (*store)->write([&](store::Transaction& transaction) -> base::Result<void> {
            const store::Author author{.user_id = "alice", .operation = "schedule", .at = {}};
            for (std::int64_t number = 0; number < tasks; ++number) {
                auto id = transaction.tasks().insert(a_task(number), a_command(number), author);
                if (!id) {
                    return tl::unexpected(id.error());
                }
            }
            return {};
        });
    if (!written) {
        throw std::runtime_error(written.error().message);
    }
    return seconds_since(begin);
}

constexpr char kInsertTask[] = R"sql(
    INSERT INTO tasks (user_id, name, type, state, execute_datetime, after_finish, time_zone,
                       jitter, catch_up, overlap, retries, backoff_base, backoff_cap, on_crash,
                       notify, priority, next_run_at, created_at, version, revision)
    VALUES ('alice', ?1, 'command', 'active', ?2, 0, 'UTC', 0, 'latest', 'skip', 0, 30, 3600,
            'ask', '', 0, ?2, 0, 1, ?3)
)sql";

constexpr char kInsertVersion[] = R"sql(
    INSERT INTO task_versions (task_id, version, changed_at, changed_by, operation)
    VALUES (?1, 1, 0, 'alice', 'schedule')
)sql";

constexpr char kInsertCommand[] = R"sql(
    INSERT INTO commands (task_id, version, user_id, argv) VALUES (?1, 1, 'alice', ?2)
)sql";

/// How long the bare engine takes for the same rows.
double by_the_engine(const std::string& path, std::int64_t tasks) {
    make_store(path);
    BareDatabase database(path);
    sqlite3_stmt* task = database.prepare(kInsertTask);
    sqlite3_stmt* version = database.prepare(kInsertVersion);
    sqlite3_stmt* command = database.prepare(kInsertCommand);
    const auto begin = Clock::now();
    database.exec("BEGIN IMMEDIATE");
    for (std::int64_t number = 0; number < tasks; ++number) {
        const std::string name = "nightly-" + std::to_string(number);
        const std::string argv =
            R"(["/usr/bin/touch","/tmp/file-)" + std::to_string(number) + R"("])";
        sqlite3_bind_text(task, 1, name.data(), static_cast<int>(name.size()), SQLITE_STATIC);
        sqlite3_bind_int64(task, 2, kFirstDue + number);
        sqlite3_bind_int64(task, 3, number + 1);
        database.run(task);
        const sqlite3_int64 id = database.last_id();
        sqlite3_bind_int64(version, 1, id);
        database.run(version);
        sqlite3_bind_int64(command, 1, id);
        sqlite3_bind_text(command, 2, argv.data(), static_cast<int>(argv.size()), SQLITE_STATIC);
        database.run(command);
    }
    database.exec("COMMIT");
    const double taken = seconds_since(begin);
    for (sqlite3_stmt* statement : {task, version, command}) {
        sqlite3_finalize(statement);
    }
    return taken;
}

int measure(std::int64_t tasks) {
    double store = 1e9;
    double engine = 1e9;
    for (int round = 0; round < kRounds; ++round) {
        const support::TemporaryHome home;
        engine = std::min(engine, by_the_engine(home.file("engine.db"), tasks));
        store = std::min(store, by_the_store(home.file("store.db"), tasks));
    }
    const auto count = static_cast<double>(tasks);
    fmt::print("tasks {}\nstore {:.0f} tasks/s\nbare engine {:.0f} tasks/s\nratio {:.2f}\n", tasks,
               count / store, count / engine, engine / store);
    return engine / store >= kWantedRatio ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace

}  // namespace tasksched::bench

int main(int argc, char** argv) {
    const auto tasks = argc > 1 ? tasksched::base::parse_integer(argv[1])
                                : std::optional(tasksched::bench::kDefaultTasks);
    if (argc > 2 || !tasks || *tasks < 1) {
        std::fputs("usage: bench_batch [TASKS]\n", stderr);
        return 2;
    }
    try {
        return tasksched::bench::measure(*tasks);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench_batch: %s\n", error.what());
        return 1;
    }
}
