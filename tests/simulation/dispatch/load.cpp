#include "tests/simulation/dispatch/load.h"

#include <utility>

#include "common/base/check.h"

namespace tasksched::simulation {
namespace {

using base::Result;
using model::TaskState;
using std::chrono::microseconds;
using std::chrono::minutes;
using std::chrono::seconds;

model::Payload some_command() {
    model::CommandPayload payload;
    payload.argv = {"/bin/true"};
    return payload;
}

}  // namespace

Load::Load(Random& random, WorldClock& clock, ObservedStore& store, const Audit& audit,
           std::function<void()> told)
    : random_(random),
      clock_(clock),
      store_(store),
      audit_(audit),
      told_(std::move(told)),
      users_(random.small(1, 4)) {}

void Load::schedule(Timeline& timeline, int runs) {
    const bool floods = random_.chance(30);
    if (floods) {
        model::Task one = draw_task();
        one.schedule.rule = schedule::Once{.at = time::floor_second(clock_.now()) + seconds{30}};
        one.next_run_at = time::floor_second(clock_.now()) + seconds{30};
        one.remaining.reset();
        for (; runs > 60; --runs) {
            add(one);
        }
    }
    while (runs > 0) {
        if (random_.chance(70)) {
            model::Task task = draw_task();
            runs -= static_cast<int>(task.remaining.value_or(1));
            add(std::move(task));
        } else {
            const auto later = random_.spread(seconds{1}, minutes{10});
            timeline.at(clock_.truth() + later, [this] { add(draw_task()); });
            runs -= 3;
        }
    }
}

model::Task Load::draw_task() {
    const time::Second now = time::floor_second(clock_.now());
    model::Task task;
    task.user_id = "user " + std::to_string(random_.small(1, users_));
    task.type = "command";
    const int kind = random_.small(0, 99);
    const time::Second first = now + random_.spread(seconds{1}, minutes{10});
    if (kind < 40) {
        task.schedule.rule = schedule::Once{.at = first};
        task.next_run_at = first;
    } else {
        const auto period = random_.spread(seconds{2}, minutes{3});
        task.schedule.rule = schedule::Every{
            .period = {.length = period.count(), .unit = schedule::PeriodUnit::kSeconds},
            .after_finish = kind >= 75};
        task.schedule.start = first;
        task.remaining = random_.number(1, 8);
        task.next_run_at = first;
        if (random_.chance(10)) {
            task.schedule.until = first + random_.spread(seconds{1}, minutes{10});
        }
    }
    if (random_.chance(20)) {
        task.jitter = random_.spread(seconds{1}, seconds{20});
    }
    draw_policies(task);
    return task;
}

void Load::draw_policies(model::Task& task) {
    model::Policies& policies = task.policies;
    policies.catch_up = random_.of(
        std::vector{model::CatchUp::kNone, model::CatchUp::kLatest, model::CatchUp::kAll});
    policies.overlap = random_.of(std::vector{model::Overlap::kAllow, model::Overlap::kSkip,
                                              model::Overlap::kQueue, model::Overlap::kReplace});
    policies.on_crash = random_.of(
        std::vector{model::OnCrash::kAsk, model::OnCrash::kRetry, model::OnCrash::kFail});
    policies.retries = random_.chance(50) ? random_.small(1, 4) : 0;
    policies.backoff.base = random_.spread(seconds{1}, seconds{30});
    policies.backoff.cap = policies.backoff.base + random_.spread(seconds{1}, minutes{5});
    policies.priority = random_.chance(30) ? random_.small(-1, 1) : 0;
    if (random_.chance(20)) {
        policies.deadline = random_.spread(seconds{10}, minutes{30});
    }
    if (random_.chance(20)) {
        policies.timeout = random_.spread(seconds{1}, minutes{2});
    }
}

void Load::add(model::Task task) {
    const Habit habit{.longest = random_.spread(seconds{1}, minutes{2}),
                      .failures = random_.chance(50) ? random_.small(1, 80) : 0};
    task.created_at = clock_.now();
    change([&](store::TaskWriter& tasks) {
        return tasks.insert(task, some_command(), author("schedule")).map([&](model::TaskId id) {
            habits_[id] = habit;
        });
    });
}

std::pair<microseconds, model::AttemptResult> Load::plan(const Job& job) {
    const Habit& habit = habits_.at(job.task);
    const auto takes = microseconds{random_.number(1'000, microseconds{habit.longest}.count())};
    model::AttemptResult result;
    result.outcome = model::Outcome::kSuccess;
    result.exit_code = 0;
    if (random_.chance(habit.failures)) {
        result.outcome =
            random_.chance(80) ? model::Outcome::kTransient : model::Outcome::kPermanent;
        result.exit_code = 1;
    }
    return {takes, result};
}

void Load::edit() {
    std::vector<model::TaskId> open;
    for (const auto& [id, task] : audit_.tasks()) {
        if (task.state == TaskState::kActive || task.state == TaskState::kPaused) {
            open.push_back(id);
        }
    }
    if (open.empty()) {
        return;
    }
    const model::Task task = audit_.tasks().at(random_.of(open));
    const int what = random_.small(0, 99);
    if (task.state == TaskState::kPaused) {
        set_state(task, TaskState::kActive);
    } else if (what < 30) {
        set_state(task, TaskState::kPaused);
    } else if (what < 40) {
        cancel(task);
    } else if (what < 60) {
        update(task);
    } else if (what < 80) {
        kill_run(task);
    } else {
        run_now(task);
    }
}

void Load::resume_all() {
    const auto tasks = audit_.tasks();
    for (const auto& [id, task] : tasks) {
        if (task.state == TaskState::kPaused) {
            set_state(task, TaskState::kActive);
        }
    }
}

/// One that is resumed goes on at its next occurrence; where there is none any more, it is
/// cancelled.
void Load::set_state(const model::Task& task, TaskState to) {
    std::optional<time::Second> next;
    if (to == TaskState::kActive) {
        next = model::next_occurrence(task, time::floor_second(clock_.now()));
        if (!next) {
            cancel(task);
            return;
        }
    }
    change([&](store::TaskWriter& tasks) {
        return tasks.set_state(task.id, task.version, to, next, author("edit")).map([](bool) {});
    });
}

void Load::cancel(const model::Task& task) {
    const bool kills = random_.chance(50);
    change([&](store::TaskWriter& tasks) -> Result<void> {
        const auto at = clock_.now();
        auto set = tasks.set_state(task.id, task.version, TaskState::kCancelled, std::nullopt,
                                   author("cancel"));
        auto cancelled = tasks.cancel_runs(task.id, model::RunReason::kTaskCancelled, at);
        TASKSCHED_CHECK(set.value_or(false) && cancelled.has_value());
        return kills ? tasks.request_kill_of(task.id, at).map([](std::int64_t) {}) : Result<void>{};
    });
}

void Load::update(model::Task task) {
    ++task.version;
    task.policies.priority = random_.small(-1, 1);
    change([&](store::TaskWriter& tasks) {
        return tasks.update(task, nullptr, author("update")).map([](bool) {});
    });
}

void Load::kill_run(const model::Task& task) {
    for (const model::Run& run : audit_.runs()) {
        if (run.task_id == task.id && run.state == model::RunState::kRunning) {
            change([&](store::TaskWriter& tasks) {
                return tasks.request_kill(run.id, clock_.now()).map([](bool) {});
            });
            return;
        }
    }
}

void Load::run_now(const model::Task& task) {
    change([&](store::TaskWriter& tasks) {
        return tasks.insert_run(task, clock_.now()).map([](model::RunId) {});
    });
}

void Load::change(const std::function<Result<void>(store::TaskWriter&)>& work) {
    const auto done = store_.write_as_user(
        [&](store::Transaction& transaction) { return work(transaction.tasks()); });
    TASKSCHED_CHECK(done.has_value());
    told_();
}

store::Author Load::author(const std::string& operation) const {
    return {.user_id = "somebody", .operation = operation, .at = clock_.now()};
}

}  // namespace tasksched::simulation
