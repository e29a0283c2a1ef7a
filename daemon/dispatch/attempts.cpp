#include "daemon/dispatch/attempts.h"

#include <fmt/format.h>

#include <algorithm>
#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/post.hpp>
#include <asio/use_awaitable.hpp>
#include <utility>

#include "common/base/check.h"
#include "common/schedule/schedule.h"
#include "daemon/dispatch/consequences.h"
#include "daemon/dispatch/rearming.h"
#include "daemon/dispatch/store_journal.h"
#include "daemon/dispatch/store_keeper.h"
#include "daemon/dispatch/telling.h"
#include "daemon/log.h"
#include "daemon/scheduler/retry.h"

namespace tasksched::daemon {
namespace {

using base::Result;

/// Whether this very end stands in the store already: its commit was told to have failed.
Result<bool> is_stored(store::Reader& reader, const store::Finish& finish) {
    return reader.attempts(finish.run_id).map([&](const std::vector<model::Attempt>& attempts) {
        return std::any_of(attempts.begin(), attempts.end(), [&](const model::Attempt& attempt) {
            return attempt.number == finish.attempt && attempt.finished_at == finish.finished_at &&
                   attempt.outcome == finish.result.outcome;
        });
    });
}

/// The same of a run that has become unknown in this attempt.
Result<bool> is_hidden(store::Reader& reader, const StartedRun& run) {
    return reader.run(run.run.id).map([&](const std::optional<model::Run>& now) {
        return now && now->state == model::RunState::kUnknown && now->attempt == run.attempt;
    });
}

}  // namespace

/// An attempt under way. Its coroutine and the map share it.
struct Attempts::Live {
    StartedRun run;
    AttemptBegin begin;
    AttemptControl control;

    Live(StartedRun started, AttemptBegin how, asio::io_context& loop,
         AttemptControl::Started on_started)
        : run(std::move(started)),
          begin(how),
          control(loop.get_executor(), std::move(on_started)) {}
};

Attempts::Attempts(asio::io_context& loop, StoreQueue& store, const PluginRegistry& plugins,
                   const time::Clock& clock, std::chrono::seconds kill_grace, Events events)
    : loop_(loop),
      store_(store),
      plugins_(plugins),
      clock_(clock),
      kill_grace_(kill_grace),
      events_(std::move(events)) {}

void Attempts::begin(StartedRun run, AttemptBegin how) {
    const model::RunId id = run.run.id;
    const int attempt = run.attempt;
    auto live = std::make_shared<Live>(
        std::move(run), how, loop_, [this, id, attempt](const model::ProcessIdentity& process) {
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
    // Who began it, and others besides, may first ask the store for more: it works while this does.
    // One that is taken up again listens at once, since its end may be told from now on.
    if (live->begin == AttemptBegin::kStart) {
        co_await asio::post(loop_, asio::use_awaitable);
    }
    if (live->control.requested() != EndRequest::kAbandon) {
        co_await carry_to_end(*live);
    }
    live_.erase(live->run.run.id);
    if (live_.empty()) {
        events_.idle();
    }
}

/// The life of an attempt, from its start to its durable end.
asio::awaitable<void> Attempts::carry_to_end(Live& live) {
    const StartedRun& run = live.run;
    log_info("run={} task={} attempt={} state=running{}", run.run.id.value, run.run.task_id.value,
             run.attempt, live.begin == AttemptBegin::kResume ? " under this daemon now" : "");
    auto result = co_await attempt(live);
    if (live.control.requested() == EndRequest::kAbandon) {
        co_return;
    }
    events_.ended(run);
    if (!result) {
        co_await hide(run);
        co_return;
    }
    const store::Finish finish = decide(run, std::move(*result));
    std::optional<model::Task> task;
    const bool changed = co_await record(run, finish, task);
    if (abandoned_) {
        co_return;  // perhaps it is not recorded: the next daemon is told of it again
    }
    plugins_.plugin(run.run.type).recorded(run.run.id, run.attempt);
    if (changed) {
        events_.recorded(run, finish, std::move(task));
    }
}

asio::awaitable<std::optional<model::AttemptResult>> Attempts::attempt(Live& live) {
    Plugin& plugin = plugins_.plugin(live.run.run.type);
    if (live.begin == AttemptBegin::kStart && refusal_) {
        if (auto why = refusal_(live.run)) {
            co_return model::not_started(model::Outcome::kPermanent, std::move(*why));
        }
    }
    if (live.begin == AttemptBegin::kStart && !co_await record_supervisor(live.run, plugin)) {
        co_return std::nullopt;
    }
    StoreJournal journal(live.run, [this, &live](const StoreQueue::Write& work) {
        return persist(live.run, work, "what became of its parts");
    });
    StoreKeeper keeper(live.run, clock_, [this, &live](const StoreQueue::Write& work) {
        return persist(live.run, work, "what its program came to");
    });
    AttemptContext context;
    context.journal = &journal;
    context.keeper = &keeper;
    context.task_name = live.run.task.name;
    context.zone = live.run.task.schedule.zone;
    context.run = live.run.run;
    context.attempt = live.run.attempt;
    context.begin = live.begin;
    context.supervisor = live.run.supervisor;
    context.payload = live.run.payload;
    context.policies = live.run.task.policies;
    context.policies.limits = model::effective_limits(context.policies.limits, default_limits_);
    context.kill_grace = kill_grace_;
    co_return co_await plugin.carry_out(std::move(context), live.control);
}

/// Returns true once the supervisor that is there now is the one that the store names; false where
/// none will be there any more, or where the run is not ours any more.
asio::awaitable<bool> Attempts::record_supervisor(StartedRun& run, Plugin& plugin) {
    while (plugin.supervisor() && (run.supervisor != plugin.supervisor() || run.supervisor == "")) {
        if (!co_await plugin.until_ready()) {
            co_return false;
        }
        const std::string supervisor = *plugin.supervisor();
        const auto ours = std::make_shared<bool>(false);
        const StoreQueue::Write work = [&run, &supervisor, ours](
                                           store::Transaction& transaction,
                                           const store::Tenure& tenure) -> Result<void> {
            return transaction.runs()
                .record_supervisor(run.run.id, run.attempt, supervisor, tenure)
                .map([ours](bool hit) { *ours = hit; });
        };
        if (!co_await persist(run, work, "its supervisor") || !*ours) {
            co_return false;
        }
        run.supervisor = supervisor;
    }
    co_return true;
}

asio::awaitable<void> Attempts::hide(const StartedRun& run) {
    struct Answer {
        bool changed = false;
        std::optional<model::Task> task;
    };
    const auto answer = std::make_shared<Answer>();
    const StoreQueue::Write work = [&run, answer, this](
                                       store::Transaction& transaction,
                                       const store::Tenure& tenure) -> Result<void> {
        const time::Instant now = clock_.now();
        const auto hit = transaction.runs().hide(run.run.id, run.attempt, tenure, now);
        if (!hit) {
            return tl::unexpected(hit.error());
        }
        const auto hidden = *hit ? Result<bool>(true) : is_hidden(transaction.reader(), run);
        if (!hidden) {
            return tl::unexpected(hidden.error());
        }
        answer->changed = *hidden;
        // One that is tried again is not over.
        if (!*hidden || run.task.policies.on_crash == model::OnCrash::kRetry) {
            return {};
        }
        if (auto told =
                *hit ? tell(transaction, notice_of_hidden(run.task, run.run), now) : Result<void>();
            !told) {
            return told;
        }
        return rearm(transaction, run.run.task_id, now)
            .map([answer](std::optional<model::Task> task) { answer->task = std::move(task); });
    };
    if (co_await persist(run, work, "that its end is hidden") && answer->changed) {
        events_.hidden(run, std::move(answer->task));
    }
}

store::Finish Attempts::decide(const StartedRun& run, model::AttemptResult result) {
    const time::Instant now = clock_.now();
    const time::Instant finished_at = result.finished_at.value_or(now);
    const model::Outcome outcome = judged_outcome(run.task.policies, result);
    if (outcome != std::exchange(result.outcome, outcome) &&
        run.attempt - run.run.uncounted <= run.task.policies.retries) {
        result.detail += result.detail.empty() ? fmt::format("exit status {} is not tried again",
                                                             result.exit_code.value_or(0))
                                               : "; not tried again";
    }
    const AfterAttempt after = after_attempt(run.task.policies, run.attempt - run.run.uncounted,
                                             result, run.run.scheduled_for, now, random_());
    store::Finish finish;
    finish.run_id = run.run.id;
    finish.attempt = run.attempt;
    finish.result = std::move(result);
    finish.to = after.to;
    finish.reason = after.reason;
    finish.started_at = run.started_at;
    finish.finished_at = finished_at;
    finish.next_attempt_at = after.next_attempt_at;
    if (schedule::after_finish(run.task.schedule)) {
        finish.next_run_at = model::next_occurrence(run.task, time::floor_second(finished_at));
    }
    return finish;
}

/// Returns once `work` is durable, true; or false where this daemon was abandoned before. Tries
/// again until then.
asio::awaitable<bool> Attempts::persist(const StartedRun& run, const StoreQueue::Write& work,
                                        std::string_view what) {
    bool holds = false;
    const StoreQueue::GoesOn until_abandoned = [&](const base::Error& error) {
        if (!abandoned_ && !std::exchange(holds, true)) {
            ++held_;
            // Of a store that is down the log tells once, for all runs.
            log_at(store_.is_down() ? LogLevel::kDebug : LogLevel::kError,
                   "run={}: {} is kept in memory until it can be recorded: {}", run.run.id.value,
                   what, error.message);
        }
        return !abandoned_;
    };
    const Result<void> done = co_await store_.insist(work, until_abandoned);
    held_ -= holds ? 1 : 0;
    co_return done.has_value();
}

/// Returns once the end is durable, true; or false where another daemon, or a person, has decided
/// the run's end meanwhile, or this one is abandoned.
asio::awaitable<bool> Attempts::record(const StartedRun& run, const store::Finish& finish,
                                       std::optional<model::Task>& task) {
    const auto changed = std::make_shared<bool>(false);
    const auto has_mail = std::make_shared<bool>(false);
    const StoreQueue::Write work = [&run, &finish, &task, changed, has_mail, this](
                                       store::Transaction& transaction,
                                       const store::Tenure& tenure) -> Result<void> {
        auto cancelled = draw_consequences(transaction, tenure, run, finish, clock_.now());
        if (!cancelled) {
            return tl::unexpected(cancelled.error());
        }
        task = std::move(*cancelled);
        const auto hit = transaction.runs().finish(finish, tenure);
        if (!hit) {
            return tl::unexpected(hit.error());
        }
        const auto stored = *hit ? Result<bool>(true) : is_stored(transaction.reader(), finish);
        if (!stored) {
            return tl::unexpected(stored.error());
        }
        *changed = *stored;
        if (auto told = *hit ? tell(transaction, notice_of_end(run, finish), finish.finished_at)
                             : Result<void>();
            !told) {
            return told;
        }
        if (*hit) {
            const auto mailed = mail_output(transaction, run, finish);
            if (!mailed) {
                return tl::unexpected(mailed.error());
            }
            *has_mail = *mailed;
        }
        if (!*changed || !schedule::after_finish(run.task.schedule)) {
            return {};
        }
        const auto read = finish.next_run_at
                              ? transaction.reader().task(run.run.task_id)
                              : rearm(transaction, run.run.task_id, finish.finished_at);
        return read.map([&task](std::optional<model::Task> now) { task = std::move(now); });
    };
    if (!co_await persist(run, work, "its end")) {
        co_return false;
    }
    if (*has_mail && on_mail_) {
        on_mail_();
    }
    log_info("run={} task={} attempt={} state={} {}", run.run.id.value, run.run.task_id.value,
             run.attempt, model::to_string(finish.to),
             *changed ? finish.result.detail : "dropped: it was settled otherwise");
    co_return *changed;
}

/// Needed as long as the attempt goes on. A daemon that comes after a crash finds the process by
/// its environment otherwise.
asio::awaitable<void> Attempts::note_process(model::RunId id, int attempt,
                                             model::ProcessIdentity process) {
    const StoreQueue::Write work = [&](store::Transaction& transaction,
                                       const store::Tenure& tenure) -> Result<void> {
        return transaction.runs().record_process(id, attempt, process, tenure).map([](bool) {});
    };
    const StoreQueue::GoesOn while_carried = [this, id](const base::Error& error) {
        return error.code == base::ErrorCode::kTryAgain && carries(id);
    };
    const Result<void> done = co_await store_.insist(work, while_carried);
    if (!done && carries(id)) {
        log_warning("run={}: cannot record its process: {}", id.value, done.error().message);
    }
}

}  // namespace tasksched::daemon
