#include "daemon/dispatch/attempts.h"

#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/steady_timer.hpp>
#include <asio/use_awaitable.hpp>
#include <utility>

#include "common/base/check.h"
#include "common/schedule/schedule.h"
#include "daemon/log.h"
#include "daemon/scheduler/retry.h"

namespace tasksched::daemon {
namespace {

using base::Result;

}  // namespace

/// An attempt under way. Its coroutine and the map share it.
struct Attempts::Live {
    StartedRun run;
    AttemptControl control;

    Live(StartedRun started, asio::io_context& loop, AttemptControl::Started on_started)
        : run(std::move(started)), control(loop.get_executor(), std::move(on_started)) {}
};

Attempts::Attempts(asio::io_context& loop, StoreQueue& store, const PluginRegistry& plugins,
                   const time::Clock& clock, std::chrono::seconds kill_grace, Events events)
    : loop_(loop),
      store_(store),
      plugins_(plugins),
      clock_(clock),
      kill_grace_(kill_grace),
      events_(std::move(events)) {}

void Attempts::begin(StartedRun run) {
    const model::RunId id = run.run.id;
    const int attempt = run.attempt;
    auto live = std::make_shared<Live>(
        std::move(run), loop_, [this, id, attempt](const model::ProcessIdentity& process) {
            asio::co_spawn(loop_, note_process(id, attempt, process), asio::detached);
        });
    TASKSCHED_CHECK(live_.emplace(id, live).second);
    asio::co_spawn(loop_, carry_out(std::move(live)), asio::detached);
}

bool Attempts::kill(model::RunId id) {
    const auto found = live_.find(id);
    if (found == live_.end()) {
        return false;
    }
    found->second->control.kill();
    return true;
}

void Attempts::kill_all() {
    for (const auto& [id, live] : live_) {
        live->control.kill();
    }
}

void Attempts::abandon_all() {
    abandoned_ = true;
    for (const auto& [id, live] : live_) {
        live->control.abandon();
    }
}

asio::awaitable<void> Attempts::carry_out(std::shared_ptr<Live> live) {
    co_await carry_to_end(*live);
    live_.erase(live->run.run.id);
    if (live_.empty()) {
        events_.idle();
    }
}

/// The life of an attempt, from its start to its durable end.
asio::awaitable<void> Attempts::carry_to_end(Live& live) {
    const StartedRun& run = live.run;
    log_info("run={} task={} attempt={} state=running", run.run.id.value, run.run.task_id.value,
             run.attempt);
    AttemptContext context{.run = run.run,
                           .attempt = run.attempt,
                           .payload = run.payload,
                           .policies = run.task.policies,
                           .kill_grace = kill_grace_};
    model::AttemptResult result =
        co_await plugins_.plugin(run.run.type).carry_out(std::move(context), live.control);
    if (live.control.requested() == EndRequest::kAbandon) {
        co_return;
    }
    const store::Finish finish = decide(run, std::move(result));
    events_.ended(run);
    std::optional<model::Task> task;
    if (co_await record(run, finish, task)) {
        events_.recorded(run, finish, std::move(task));
    }
}

store::Finish Attempts::decide(const StartedRun& run, model::AttemptResult result) {
    const time::Instant now = clock_.now();
    const AfterAttempt after = after_attempt(run.task.policies, run.attempt, result,
                                             run.run.scheduled_for, now, random_());
    store::Finish finish;
    finish.run_id = run.run.id;
    finish.attempt = run.attempt;
    finish.result = std::move(result);
    finish.to = after.to;
    finish.reason = after.reason;
    finish.started_at = run.started_at;
    finish.finished_at = now;
    finish.next_attempt_at = after.next_attempt_at;
    if (model::is_final(after.to) && schedule::after_finish(run.task.schedule)) {
        finish.next_run_at = model::next_occurrence(run.task, time::floor_second(now));
    }
    return finish;
}

/// Returns once the end is durable, true; or false where another daemon, or a person, has decided
/// the run's end meanwhile, or this one is abandoned.
asio::awaitable<bool> Attempts::record(const StartedRun& run, const store::Finish& finish,
                                       std::optional<model::Task>& task) {
    const auto changed = std::make_shared<bool>(false);
    for (bool complained = false;;) {
        const StoreQueue::Write work = [&run, &finish, &task, changed](
                                           store::Transaction& transaction,
                                           const store::Tenure& tenure) -> Result<void> {
            const auto hit = transaction.runs().finish(finish, tenure);
            if (!hit) {
                return tl::unexpected(hit.error());
            }
            *changed = *hit;
            if (!*hit || !finish.next_run_at) {
                return {};
            }
            return transaction.reader()
                .task(run.run.task_id)
                .map([&task](std::optional<model::Task> now) { task = std::move(now); });
        };
        const Result<void> done = co_await store_.write(work);
        if (done) {
            log_info("run={} task={} attempt={} state={} {}", run.run.id.value,
                     run.run.task_id.value, run.attempt, model::to_string(finish.to),
                     *changed ? finish.result.detail : "dropped: it was settled otherwise");
            co_return *changed;
        }
        if (abandoned_) {
            co_return false;
        }
        if (!std::exchange(complained, true)) {
            log_error("run={}: its end is kept in memory until it can be recorded: {}",
                      run.run.id.value, done.error().message);
        }
        asio::steady_timer pause(loop_, kPauseAfterFailure);
        co_await pause.async_wait(asio::use_awaitable);
    }
}

/// Best effort: a daemon that comes after a crash finds the process by its environment otherwise.
asio::awaitable<void> Attempts::note_process(model::RunId id, int attempt,
                                             model::ProcessIdentity process) {
    const StoreQueue::Write work = [&](store::Transaction& transaction,
                                       const store::Tenure& tenure) -> Result<void> {
        return transaction.runs().record_process(id, attempt, process, tenure).map([](bool) {});
    };
    const Result<void> done = co_await store_.write(work);
    if (!done) {
        log_warning("run={}: cannot record its process: {}", id.value, done.error().message);
    }
}

}  // namespace tasksched::daemon
