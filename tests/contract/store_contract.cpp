#include "tests/contract/store_contract.h"

namespace tasksched::store {

namespace {

constexpr std::int64_t kBegin = 1'800'000'000;

}  // namespace

std::ostream& operator<<(std::ostream& out, const EngineUnderTest& engine) {
    return out << engine.name;
}

std::string engine_name(const testing::TestParamInfo<EngineUnderTest>& info) {
    return info.param.name;
}

time::Instant instant(std::int64_t seconds) { return second(seconds); }

time::Second second(std::int64_t seconds) {
    return time::Second(std::chrono::seconds(kBegin + seconds));
}

model::Task a_task() {
    model::Task task;
    task.user_id = "alice";
    task.type = "command";
    task.schedule.rule = schedule::Once{second(60)};
    task.next_run_at = second(60);
    task.created_at = instant(0);
    return task;
}

model::Task a_periodic_task() {
    model::Task task = a_task();
    task.schedule.rule = schedule::Every{.period = {.length = 60}};
    task.schedule.start = second(0);
    return task;
}

model::Payload a_command(const std::string& program) {
    model::CommandPayload payload;
    payload.argv = {program};
    return payload;
}

Author alice(const std::string& operation, std::int64_t at_second) {
    return {.user_id = "alice", .operation = operation, .at = instant(at_second)};
}

Finish a_finish(model::RunId run, int attempt, model::RunState to) {
    Finish finish;
    finish.run_id = run;
    finish.attempt = attempt;
    finish.to = to;
    finish.result.outcome =
        to == model::RunState::kSucceeded ? model::Outcome::kSuccess : model::Outcome::kTransient;
    finish.started_at = instant(61);
    finish.finished_at = instant(62);
    if (to == model::RunState::kWaiting) {
        finish.next_attempt_at = instant(90);
    }
    return finish;
}

Claim a_claim(const model::Task& task, std::vector<time::Second> occurrences,
              std::optional<time::Second> next) {
    Claim claim;
    claim.task_id = task.id;
    claim.version = task.version;
    claim.run = std::move(occurrences);
    claim.next_run_at = next;
    claim.done = !next;
    claim.overlap = task.policies.overlap;
    claim.jitter = task.jitter;
    return claim;
}

StoreContract::StoreContract() : site_(GetParam().make_site()) {
    store_ = open_another();
    change([this](Transaction& transaction) {
        tenure_ = value_of(transaction.runs().begin_tenure("daemon-1", "host", instant(0)));
    });
}

std::unique_ptr<Store> StoreContract::open_another() const {
    return value_of(open_store(site_->location(), {}));
}

void StoreContract::change(const std::function<void(Transaction&)>& changes) {
    value_of(store_->write([&](Transaction& transaction) -> base::Result<void> {
        changes(transaction);
        return {};
    }));
}

model::Task StoreContract::stored(model::Task task) {
    change([&](Transaction& transaction) {
        task.id = value_of(transaction.tasks().insert(task, a_command(), alice()));
    });
    return this->task(task.id);
}

model::Run StoreContract::claimed(const model::Task& task, std::int64_t at_second) {
    auto result = claim(a_claim(task, {second(at_second)}, second(at_second)));
    if (result.runs.size() != 1) {
        throw std::runtime_error("the claim queued no run");
    }
    return result.runs.front();
}

int StoreContract::started(model::RunId run) {
    const StartResult result = start(run);
    if (result.state != StartState::kStarted) {
        throw std::runtime_error("the run did not start");
    }
    return result.attempt;
}

ClaimResult StoreContract::claim(const Claim& claim) {
    ClaimResult result;
    change([&](Transaction& transaction) {
        result = value_of(transaction.runs().claim(claim, instant(60)));
    });
    return result;
}

StartResult StoreContract::start(model::RunId run) {
    StartResult result;
    change([&](Transaction& transaction) {
        result = value_of(transaction.runs().start(
            run, tenure_, {.host = "host", .supervisor = std::nullopt}, instant(61)));
    });
    return result;
}

bool StoreContract::finish(model::RunId run, int attempt, model::RunState to) {
    return finish(a_finish(run, attempt, to));
}

bool StoreContract::finish(const Finish& finish) {
    bool changed = false;
    change([&](Transaction& transaction) {
        changed = value_of(transaction.runs().finish(finish, tenure_));
    });
    return changed;
}

model::Task StoreContract::task(model::TaskId id) {
    return value_of(store_->reader().task(id)).value();
}

model::Run StoreContract::run(model::RunId id) {
    return value_of(store_->reader().run(id)).value();
}

std::vector<model::Run> StoreContract::runs_of(model::TaskId id) {
    return value_of(store_->reader().runs({.task_id = id}));
}

}  // namespace tasksched::store
