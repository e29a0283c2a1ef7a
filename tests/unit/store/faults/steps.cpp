#include "tests/unit/store/faults/steps.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <utility>

#include "tests/support/faults/fault_vfs.h"

namespace tasksched::store {

namespace {

using base::Result;
using model::RunId;
using model::RunState;
using model::TaskId;
using model::TaskState;

constexpr std::int64_t kBegin = 1'800'000'000;
constexpr std::size_t kOutput = 5'000;
constexpr int kManyTasks = 4;

const Tenure kTenure{.owner = "daemon-1", .term = 1};

time::Second second(std::int64_t seconds) {
    return time::Second(std::chrono::seconds(kBegin + seconds));
}

template <typename Value>
Value value_of(Result<Value> result) {
    if (!result) {
        throw std::runtime_error(result.error().message);
    }
    return std::move(*result);
}

/// What all of these say; none where they differ.
std::optional<bool> all_or_none(std::initializer_list<bool> facts) {
    for (const bool fact : facts) {
        if (fact != *facts.begin()) {
            return std::nullopt;
        }
    }
    return *facts.begin();
}

Result<void> add_tasks(Store& store, int count, std::size_t payload_bytes) {
    return store.write([=](Transaction& transaction) -> Result<void> {
        for (int i = 0; i < count; ++i) {
            model::Task task;
            task.user_id = "alice";
            task.type = "command";
            task.schedule.rule = schedule::Every{.period = {.length = 60}};
            task.schedule.start = second(0);
            task.next_run_at = second(60);
            model::CommandPayload command;
            command.shell = std::string(payload_bytes, 'x');
            const auto id = transaction.tasks().insert(
                task, command, {.user_id = "alice", .operation = "schedule", .at = second(0)});
            if (!id) {
                return tl::unexpected(id.error());
            }
        }
        return {};
    });
}

bool has_task(Store& store, std::int64_t id) {
    return value_of(store.reader().task(TaskId{id})).has_value();
}

/// A daemon claims two tasks and starts their runs, in one transaction.
Result<void> claim_and_start(Store& store) {
    return store.write([](Transaction& transaction) -> Result<void> {
        for (const std::int64_t id : {1, 2}) {
            Claim claim;
            claim.task_id = TaskId{id};
            claim.run = {second(60)};
            claim.next_run_at = second(120);
            auto claimed = transaction.runs().claim(claim, second(60));
            if (!claimed) {
                return tl::unexpected(claimed.error());
            }
            auto started = transaction.runs().start(claimed->runs.at(0).id, kTenure,
                                                    {.host = "host", .supervisor = ""}, second(60));
            if (!started) {
                return tl::unexpected(started.error());
            }
        }
        return {};
    });
}

std::optional<bool> are_claimed(Store& store) {
    const auto moved_on = [&](std::int64_t id) {
        return value_of(store.reader().task(TaskId{id}))->next_run_at != second(60);
    };
    const auto started = [&](std::int64_t id) {
        const auto run = value_of(store.reader().run(RunId{id}));
        return run && run->state != RunState::kQueued;
    };
    const auto has_attempt = [&](std::int64_t id) {
        return value_of(store.reader().attempts(RunId{id})).size() == 1;
    };
    return all_or_none(
        {moved_on(1), moved_on(2), started(1), started(2), has_attempt(1), has_attempt(2)});
}

Result<void> record_process(Store& store) {
    return store.write([](Transaction& transaction) -> Result<void> {
        return transaction.runs()
            .record_supervisor(RunId{1}, 1, "supervisor", kTenure)
            .and_then([&](bool) {
                return transaction.runs().record_process(
                    RunId{1}, 1, {.pid = 7, .start_ticks = 8, .boot_id = "b"}, kTenure);
            })
            .map([](bool) {});
    });
}

std::optional<bool> is_process_recorded(Store& store) {
    const auto attempt = value_of(store.reader().attempts(RunId{1})).at(0);
    return all_or_none({attempt.supervisor == "supervisor", attempt.process.has_value()});
}

Result<void> finish(Store& store, std::int64_t run, RunState to) {
    Finish finish;
    finish.run_id = RunId{run};
    finish.to = to;
    finish.result.outcome =
        to == RunState::kSucceeded ? model::Outcome::kSuccess : model::Outcome::kTransient;
    finish.result.output = {.head = std::string(kOutput, 'o'), .tail = {}, .total_bytes = kOutput};
    finish.started_at = second(60);
    finish.finished_at = second(61);
    if (to == RunState::kWaiting) {
        finish.next_attempt_at = second(90);
    }
    return store.write([&](Transaction& transaction) -> Result<void> {
        return transaction.runs().finish(finish, kTenure).map([](bool) {});
    });
}

std::optional<bool> is_finished(Store& store, std::int64_t run, RunState to) {
    return all_or_none({value_of(store.reader().run(RunId{run}))->state == to,
                        value_of(store.reader().attempts(RunId{run})).at(0).outcome.has_value(),
                        value_of(store.reader().output(RunId{run}, 1)).head.size() == kOutput});
}

Result<void> cancel_task(Store& store) {
    return store.write([](Transaction& transaction) -> Result<void> {
        return transaction.tasks()
            .set_state(TaskId{2}, 1, TaskState::kCancelled, std::nullopt,
                       {.user_id = "alice", .operation = "cancel", .at = second(70)})
            .and_then([&](bool) {
                return transaction.tasks().cancel_runs(TaskId{2}, model::RunReason::kTaskCancelled,
                                                       second(70));
            })
            .map([](std::int64_t) {});
    });
}

std::optional<bool> is_cancelled(Store& store) {
    return all_or_none({value_of(store.reader().task(TaskId{2}))->state == TaskState::kCancelled,
                        value_of(store.reader().run(RunId{2}))->state == RunState::kCancelled});
}

std::vector<Step> make_steps() {
    return {
        {"schedule", [](Store& store) { return add_tasks(store, 3, 10); },
         [](Store& store) {
             return all_or_none({has_task(store, 1), has_task(store, 2), has_task(store, 3)});
         }},
        {"claim and start", claim_and_start, are_claimed},
        {"record the process", record_process, is_process_recorded},
        {"finish", [](Store& store) { return finish(store, 1, RunState::kSucceeded); },
         [](Store& store) { return is_finished(store, 1, RunState::kSucceeded); }},
        {"checkpoint", [](Store& store) { return store.checkpoint(0).map([](bool) {}); }},
        {"wait for another attempt",
         [](Store& store) { return finish(store, 2, RunState::kWaiting); },
         [](Store& store) {
             const auto run = value_of(store.reader().run(RunId{2}));
             return run->state == RunState::kCancelled ? true
                                                       : is_finished(store, 2, RunState::kWaiting);
         }},
        {"cancel", cancel_task, is_cancelled},
        {"schedule many", [](Store& store) { return add_tasks(store, kManyTasks, 5'000); },
         [](Store& store) {
             return all_or_none({has_task(store, 4), has_task(store, 3 + kManyTasks)});
         }},
        {"checkpoint and clear",
         [](Store& store) { return store.checkpoint_and_clear(0).map([](bool) {}); }},
        {"schedule once more", [](Store& store) { return add_tasks(store, 1, 10); },
         [](Store& store) -> std::optional<bool> { return has_task(store, 4 + kManyTasks); }},
    };
}

void check(const std::string& path) {
    if (const auto report = check_store({.path = path, .url = {}}); !report) {
        throw std::runtime_error(report.error().message);
    }
}

}  // namespace

const std::vector<Step>& steps() {
    static const std::vector<Step> kSteps = make_steps();
    return kSteps;
}

std::size_t steps_done(Store& store) {
    std::size_t done = 0;
    for (std::size_t i = 0; i < steps().size(); ++i) {
        const Step& step = steps()[i];
        if (step.is_done == nullptr) {
            continue;
        }
        // What later steps look at is not there before the first is done.
        const std::optional<bool> is_done = i > 0 && done == 0 ? false : step.is_done(store);
        if (!is_done) {
            throw std::runtime_error("a part of the step '" + step.name + "' is there");
        }
        if (!*is_done) {
            break;
        }
        done = i + 1;
    }
    return done;
}

std::size_t steps_found(const std::string& path) {
    check(path);
    return steps_done(*open_prepared(path));
}

void prepare_store(const std::string& path) {
    const auto store = open_prepared(path);
    const auto prepared = store->write([](Transaction& transaction) -> Result<void> {
        return transaction.runs().begin_tenure(kTenure.owner, "host", second(0)).map([](auto&&) {});
    });
    if (!prepared || !store->checkpoint_and_clear(0)) {
        throw std::runtime_error("the store cannot be prepared");
    }
}

FreshStores::FreshStores() {
    faults().disarm();
    prepare_store(pattern_);
}

std::string FreshStores::next() {
    const std::string directory = home_.file(fmt::format("{}", ++copies_));
    if (copies_ > 1) {
        std::filesystem::remove_all(home_.file(fmt::format("{}", copies_ - 1)));
    }
    std::filesystem::create_directory(directory);
    std::filesystem::permissions(directory, std::filesystem::perms::owner_all);
    std::filesystem::copy_file(pattern_, directory + "/tasks.db");
    return directory + "/tasks.db";
}

std::unique_ptr<Store> open_prepared(const std::string& path) {
    return value_of(open_store({.path = path, .url = {}}, {}));
}

std::int64_t stride() {
    const char* text = std::getenv("TASKSCHED_TEST_STRIDE");
    return text == nullptr ? 5 : std::max<std::int64_t>(std::strtoll(text, nullptr, 10), 1);
}

support::FaultPlan& faults() {
    static support::FaultPlan plan;
    support::install_fault_vfs(plan);
    return plan;
}

}  // namespace tasksched::store
