#include "daemon/duties/recovery.h"

#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <memory>
#include <unordered_set>
#include <utility>

#include "daemon/log.h"
#include "daemon/process/process_identity.h"
#include "daemon/process/process_watch.h"

namespace tasksched::daemon {
namespace {

using base::Result;
using model::OnCrash;
using model::RunState;

/// How many runs that an earlier daemon left unknown are looked at.
constexpr std::int64_t kMostUnknown = 10'000;

/// The process of the run's last attempt, as it was recorded.
std::optional<model::ProcessIdentity> recorded_process(store::Reader& reader,
                                                       const model::Run& run) {
    const auto attempts = reader.attempts(run.id);
    return attempts && !attempts->empty() ? attempts->back().process : std::nullopt;
}

}  // namespace

Recovery::Recovery(asio::io_context& loop, StoreQueue& store, Dispatcher& dispatcher,
                   const time::Clock& clock, Events events)
    : loop_(loop),
      store_(store),
      dispatcher_(dispatcher),
      clock_(clock),
      events_(std::move(events)) {}

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
    store::RunFilter filter;
    filter.state = RunState::kUnknown;
    filter.limit = kMostUnknown;
    auto unknown = transaction.reader().runs(filter);
    if (!unknown) {
        return tl::unexpected(unknown.error());
    }
    std::vector<Hidden> hidden;
    for (model::Run& run : *unknown) {
        auto task = transaction.reader().task(run.task_id);
        if (!task) {
            return tl::unexpected(task.error());
        }
        const bool by_policy = *task && (*task)->policies.on_crash != OnCrash::kAsk;
        if (is_new.contains(run.id) || by_policy) {
            auto process = recorded_process(transaction.reader(), run);
            hidden.push_back({std::move(run), std::move(*task), std::move(process)});
        }
    }
    return hidden;
}

asio::awaitable<Result<void>> Recovery::run() {
    const auto hidden = std::make_shared<std::vector<Hidden>>();
    const auto rebooted = std::make_shared<std::vector<model::Run>>();
    const StoreQueue::Write work = [hidden, rebooted, this](
                                       store::Transaction& transaction,
                                       const store::Tenure& tenure) -> Result<void> {
        auto found = find_hidden(transaction, tenure);
        if (!found) {
            return tl::unexpected(found.error());
        }
        *hidden = std::move(*found);
        return transaction.runs()
            .claim_reboot(boot_id(), booted_at(), clock_.now())
            .map([&](std::vector<model::Run> queued) { *rebooted = std::move(queued); });
    };
    Result<void> done = co_await store_.write(work);
    if (!done) {
        co_return done;
    }
    for (Hidden& one : *hidden) {
        asio::co_spawn(loop_, settle_when_gone(std::move(one)), asio::detached);
    }
    for (model::Run& run : *rebooted) {
        dispatcher_.queued(std::move(run));
    }
    co_return done;
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
    if (!hidden.process) {
        // The crash came between the start and its record, or before the start.
        hidden.process = find_process_of_run(hidden.run.id, hidden.run.owner);
    }
    if (hidden.process) {
        co_await wait_until_gone(*hidden.process);
    }
    const RunState to = policy == OnCrash::kRetry ? RunState::kQueued : RunState::kFailed;
    const StoreQueue::Write work = [&hidden, to, this](store::Transaction& transaction,
                                                       const store::Tenure&) -> Result<void> {
        // A person may have resolved it meanwhile; then there is nothing to settle.
        return transaction.runs().settle(hidden.run.id, to, clock_.now()).map([](bool) {});
    };
    const Result<void> done = co_await store_.write(work);
    if (!done) {
        log_error("run={}: cannot settle it: {}", hidden.run.id.value, done.error().message);
        co_return;
    }
    if (to == RunState::kQueued) {
        // The store is asked again, since it knows the run's state better than this coroutine.
        if (const Result<void> reloaded = co_await dispatcher_.reload(); reloaded) {
            dispatcher_.pump();
        }
    }
}

}  // namespace tasksched::daemon
