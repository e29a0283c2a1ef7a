#pragma once

#include <asio/awaitable.hpp>
#include <asio/io_context.hpp>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "common/time/clock.h"
#include "daemon/dispatch/attempts.h"
#include "daemon/dispatch/run_queue.h"
#include "daemon/dispatch/slots.h"
#include "daemon/dispatch/starting.h"
#include "daemon/dispatch/store_queue.h"
#include "daemon/dispatch/waiting_runs.h"

namespace tasksched::daemon {

/// Decides which run is carried out next: a queue a type with its own slots, users in turn. Only so
/// many queued runs are in memory; the rest waits in the store and is fetched as the queue drains.
class Dispatcher {
  public:
    /// `changed` is told of a task that got a new next time at the end of its run, however that
    /// came; `failed` of a run that came to its last end without success, or that had a part
    /// rejected.
    struct Events {
        std::function<void(model::Task)> changed;
        std::function<void(const StartedRun&, const store::Finish&)> failed;
        std::function<void(const StartedRun&)> hidden;  ///< it became unknown
        std::function<void()> woken;  ///< something may be due earlier than before
        std::function<void()> idle;   ///< the last attempt under way is over and recorded
    };

    Dispatcher(asio::io_context& loop, StoreQueue& store, const PluginRegistry& plugins,
               const time::Clock& clock, SlotLimits limits, std::chrono::seconds kill_grace,
               std::string host, Events events);

    /// Takes a slot for a run that its claim starts at once; false where there is none or where
    /// other runs of the type are to go first. What is not used is given back.
    bool reserve(const std::string& type, const std::string& user);
    void give_back(const std::string& type, const std::string& user);

    /// Takes a run that was started with a reserved slot, which is given back where its attempt is
    /// under way already.
    void started(StartedRun run);

    /// Takes note of a run that came to its end in place of a start; it has no slot.
    void ended_at_start(const EndedRun& ended);

    /// Takes a run that an earlier daemon started and this one has adopted; it has a slot, whatever
    /// the limits. One that is under way here already is passed over.
    void adopted(StartedRun run, AttemptBegin how);

    /// Takes a run that stands in the store as queued. One that may not start yet waits for it.
    void queued(model::Run run);

    /// Starts what can be started now.
    void pump();

    /// Reads queued and waiting runs from the store: at the start, and when others changed it.
    asio::awaitable<base::Result<void>> reload();

    /// Queues the waiting runs whose next attempt is due, and those that were made to start later
    /// and may start by now.
    void take_waiting(time::Instant now);

    /// When take_waiting() has something to do; none where nothing waits.
    [[nodiscard]] std::optional<time::Instant> next_attempt() const;

    void set_limits(SlotLimits limits);

    /// No run is started from now on; those under way go on.
    void stop() { stopped_ = true; }

    /// Whether no start is on its way to the store.
    [[nodiscard]] bool settled() const { return starting_.empty(); }

    [[nodiscard]] Attempts& attempts() { return attempts_; }

    /// Where an attempt of the type that starts now is carried out.
    [[nodiscard]] store::Site site(const std::string& type) const;

  private:
    /// Queued runs of one type in memory at the most; the rest waits in the store.
    static constexpr std::size_t kQueueCap = 2000;

    struct TypeQueue {
        RunQueue runs;
        bool more_in_store = false;
    };

    TypeQueue* queue_of(const std::string& type);
    std::vector<model::Run> take_batch();
    asio::awaitable<void> start_batch(std::vector<model::Run> batch);
    void start_one_by_one(std::vector<model::Run> batch);
    void handle_answer(const model::Run& run, StartAnswer answer);
    void hold(model::Run run);
    void release_held(model::TaskId task);
    void on_recorded(const StartedRun& run, const store::Finish& finish,
                     std::optional<model::Task> task);
    bool is_known(const model::Run& run, const TypeQueue& queue) const;
    void refill(WaitingRuns& waiting, std::vector<model::Run> loaded,
                time::Instant (*until)(const model::Run&));
    [[nodiscard]] bool wants_more() const;
    asio::awaitable<void> fetch_more();

    asio::io_context& loop_;
    StoreQueue& store_;
    const PluginRegistry& plugins_;
    const time::Clock& clock_;
    Slots slots_;
    std::string host_;
    Events events_;
    Attempts attempts_;
    /// One for each type that has a plugin of its own, and for each other one that was met.
    std::map<std::string, TypeQueue> queues_;
    WaitingRuns waiting_;
    WaitingRuns delayed_;             ///< queued in the store, and not to start yet
    bool due_left_in_store_ = false;  ///< waiting runs that are due, for want of room in a queue
    std::unordered_set<model::RunId> starting_;  ///< taken from a queue, on their way to the store
    std::unordered_map<model::TaskId, std::vector<model::Run>> held_;  ///< till another run ends
    std::unordered_set<model::RunId> held_ids_;
    bool fetching_ = false;
    bool stopped_ = false;
};

}  // namespace tasksched::daemon
