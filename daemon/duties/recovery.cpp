#include "daemon/duties/recovery.h"

#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <memory>
#include <unordered_set>
#include <utility>

#include "daemon/log.h"

namespace tasksched::daemon {
namespace {

using base::Result;
using model::OnCrash;
using model::RunState;

/// How many runs that an earlier daemon left unknown are looked at.
constexpr std::int64_t kMostUnknown = 10'000;

/// How many runs that an earlier daemon left running are looked at: more than slots there can be.
constexpr std::int64_t kMostRunning = 1'000'000;

Result<std::vector<model::Run>> runs_in(store::Reader& reader, RunState state, std::int64_t limit) {
    store::RunFilter filter;
    filter.state = state;
    filter.limit = limit;
    return reader.runs(filter);
}

Result<std::optional<model::Attempt>> last_attempt(store::Reader& reader, const model::Run& run) {
    return reader.attempts(run.id).map([](std::vector<model::Attempt> attempts) {
        return attempts.empty() ? std::nullopt : std::optional(std::move(attempts.back()));
    });
}

}  // namespace

Recovery::Recovery(asio::io_context& loop, StoreQueue& store, Dispatcher& dispatcher,
                   const PluginRegistry& plugins, const time::Clock& clock, Machine& machine,
                   Events events)
    : loop_(loop),
      store_(store),
      dispatcher_(dispatcher),
      plugins_(plugins),
      clock_(clock),
      machine_(machine),
      events_(std::move(events)) {}

Recovery::Supervisors Recovery::supervisors() const {
    Supervisors supervisors;
    for (const std::string& type : plugins_.types()) {
        supervisors[type] = {.instance = plugins_.plugin(type).supervisor(),
                             .known = plugins_.plugin(type).known()};
    }
    return supervisors;
}

/// How an attempt goes on that an earlier daemon recorded as running; none where what it came to is
/// hidden. A supervisor that was recorded before anything was sent to it, and that knows nothing of
/// the attempt, has never started it; of another one's attempts nothing can be said.
std::optional<AttemptBegin> Recovery::judge(const model::Run& run, const model::Attempt& attempt,
                                            const Supervisors& supervisors) {
    const auto now = supervisors.find(run.type);
    if (now == supervisors.end() || !now->second.instance || !attempt.supervisor) {
        return std::nullopt;
    }
    if (now->second.known.contains({run.id, attempt.number})) {
        return AttemptBegin::kResume;
    }
    const bool never_sent =
        attempt.supervisor->empty() || attempt.supervisor == now->second.instance;
    return never_sent ? std::optional(AttemptBegin::kStart) : std::nullopt;
}

Result<std::vector<Recovery::Adopted>> Recovery::adopt(store::Transaction& transaction,
                                                       const store::Tenure& tenure,
                                                       const Supervisors& supervisors) {
    auto running = runs_in(transaction.reader(), RunState::kRunning, kMostRunning);
    if (!running) {
        return tl::unexpected(running.error());
    }
    std::vector<Adopted> adopted;
    for (const model::Run& run : *running) {
        auto attempt = last_attempt(transaction.reader(), run);
        if (!attempt) {
            return tl::unexpected(attempt.error());
        }
        const auto how = *attempt ? judge(run, **attempt, supervisors) : std::nullopt;
        if (!how || run.term == tenure.term) {
            continue;
        }
        auto taken = adopt_run(transaction, tenure, run, **attempt);
        if (!taken) {
            return tl::unexpected(taken.error());
        }
        if (*taken) {
            adopted.push_back({std::move(**taken), *how});
        }
    }
    return adopted;
}

/// The runs that are to be settled: those that an earlier daemon left running, and those that it
/// had not settled by their policy when it ended itself.
Result<std::vector<Recovery::Hidden>> Recovery::find_hidden(store::Transaction& transaction,
                                                            const store::Tenure& tenure) {
    auto marked = transaction.runs().mark_unknown(tenure, clock_.now());
    if (!marked) {
        return tl::unexpected(marked.error());
    }
    std::unordered_set<model::RunId> is_new;
    for (const model::Run& run : *marked) {
        is_new.insert(run.id);
    }
    auto unknown = runs_in(transaction.reader(), RunState::kUnknown, kMostUnknown);
    if (!unknown) {
        return tl::unexpected(unknown.error());
    }
    std::vector<Hidden> hidden;
    for (model::Run& run : *unknown) {
        auto task = transaction.reader().task(run.task_id);
        if (!task) {
            return tl::unexpected(task.error());
        }
        // What is unknown for another reason waits for a person.
        const bool by_policy = *task && (*task)->policies.on_crash != OnCrash::kAsk &&
                               run.reason == model::RunReason::kCrash;
        if (is_new.contains(run.id) || by_policy) {
            auto attempt = last_attempt(transaction.reader(), run);
            if (!attempt) {
                return tl::unexpected(attempt.error());
            }
            hidden.push_back({std::move(run), std::move(*task), std::move(*attempt)});
        }
    }
    return hidden;
}

/// The process of a hidden run's last attempt, as far as it can be found.
std::optional<model::ProcessIdentity> Recovery::process_of(const Hidden& hidden) const {
    const Plugin* plugin = plugins_.find(hidden.run.type);
    if (plugin != nullptr && !plugin->supervisor()) {
        return std::nullopt;  // no process of its own carries out what is of this type
    }
    if (hidden.attempt && hidden.attempt->process) {
        return hidden.attempt->process;
    }
    // The crash came between the start and its record, or before the start. A daemon from before
    // there were supervisors left its own instance in the environment.
    const bool has_supervisor = hidden.attempt && hidden.attempt->supervisor;
    return machine_.process_of_run(hidden.run.id,
                                   has_supervisor ? *hidden.attempt->supervisor : hidden.run.owner);
}

asio::awaitable<Result<void>> Recovery::run() {
    const auto adopted = std::make_shared<std::vector<Adopted>>();
    const auto hidden = std::make_shared<std::vector<Hidden>>();
    const auto rebooted = std::make_shared<std::vector<model::Run>>();
    const Supervisors now = supervisors();
    const StoreQueue::Write work = [adopted, hidden, rebooted, &now, this](
                                       store::Transaction& transaction,
                                       const store::Tenure& tenure) -> Result<void> {
        auto taken = adopt(transaction, tenure, now);
        if (!taken) {
            return tl::unexpected(taken.error());
        }
        *adopted = std::move(*taken);
        auto found = find_hidden(transaction, tenure);
        if (!found) {
            return tl::unexpected(found.error());
        }
        *hidden = std::move(*found);
        return transaction.runs()
            .claim_reboot(machine_.boot_id(), machine_.booted_at(), clock_.now())
            .map([&](std::vector<model::Run> queued) { *rebooted = std::move(queued); });
    };
    Result<void> done = co_await store_.insist(work);
    if (!done) {
        co_return done;
    }
    for (Adopted& one : *adopted) {
        dispatcher_.adopted(std::move(one.run), one.how);
    }
    events_.taken_up();
    for (Hidden& one : *hidden) {
        asio::co_spawn(loop_, settle_when_gone(std::move(one)), asio::detached);
    }
    for (model::Run& run : *rebooted) {
        dispatcher_.queued(std::move(run));
    }
    co_return done;
}

void Recovery::settle(const StartedRun& run) {
    asio::co_spawn(loop_, settle_after_look({.run = run.run, .task = run.task, .attempt = {}}),
                   asio::detached);
}

/// The attempt's process stands in the store.
asio::awaitable<void> Recovery::settle_after_look(Hidden hidden) {
    const StoreQueue::Read work = [&hidden](store::Reader& reader,
                                            store::DueReader&) -> Result<void> {
        return last_attempt(reader, hidden.run).map([&hidden](std::optional<model::Attempt> found) {
            hidden.attempt = std::move(found);
        });
    };
    static_cast<void>(co_await store_.read(work));
    co_await settle_when_gone(std::move(hidden));
}

asio::awaitable<void> Recovery::settle_when_gone(Hidden hidden) {
    const OnCrash policy = hidden.task ? hidden.task->policies.on_crash : OnCrash::kAsk;
    log_warning("run={} task={} state=unknown: a crash hid its end; on-crash={}",
                hidden.run.id.value, hidden.run.task_id.value, model::to_string(policy));
    if (policy != OnCrash::kRetry && hidden.task) {
        events_.unresolved(*hidden.task, hidden.run);
    }
    if (policy == OnCrash::kAsk) {
        co_return;
    }
    if (const auto process = process_of(hidden)) {
        co_await machine_.until_gone(*process);
    }
    const RunState to = policy == OnCrash::kRetry ? RunState::kQueued : RunState::kFailed;
    const auto settled = std::make_shared<std::optional<model::Run>>();
    const StoreQueue::Write work = [&hidden, to, settled, this](
                                       store::Transaction& transaction,
                                       const store::Tenure&) -> Result<void> {
        // A person may have resolved it meanwhile; then there is nothing to settle.
        return transaction.runs()
            .settle(hidden.run.id, to, clock_.now())
            .and_then([&](bool) { return transaction.reader().run(hidden.run.id); })
            .map([&](std::optional<model::Run> run) { *settled = std::move(run); });
    };
    Result<void> done = co_await store_.write(work);
    for (bool complained = false; !done;) {
        if (!std::exchange(complained, true)) {
            log_error("run={}: cannot settle it, trying again every second: {}",
                      hidden.run.id.value, done.error().message);
        }
        co_await store_.pause_after_failure();
        done = co_await store_.write(work);
    }
    if (*settled && (*settled)->state == RunState::kQueued) {
        dispatcher_.queued(std::move(**settled));
        dispatcher_.pump();
    }
}

}  // namespace tasksched::daemon
