#pragma once

#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>
#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "common/base/error.h"
#include "common/store/store.h"
#include "common/time/clock.h"
#include "daemon/dispatch/store_drive.h"
#include "daemon/dispatch/tended_store.h"

namespace tasksched::daemon {

/// The daemon's one way to the store: a thread of its own carries jobs out in the order in which
/// they were submitted, so that the loop never waits for the disk. Jobs that wait together share
/// a transaction and its sync (group commit); each is told of its end after the commit, on the
/// loop, again in order.
///
/// Where a shared transaction fails, each of its jobs is tried once more in one of its own: a job
/// that fails hurts no other. A job may thus be called more than once, and starts afresh each time.
///
/// Where the store itself fails (TendedStore), no job is at fault: writes fail at once (kTryAgain)
/// until it can be written again. Reads go on.
class StoreQueue {
  public:
    using Write = TendedStore::Write;
    using Read = TendedStore::Read;
    using Open = TendedStore::Open;

    /// What the owner is told, on the loop.
    struct Events {
        std::function<void()> lost;     ///< another daemon has taken the store over: writes fail
        std::function<void()> failed;   ///< the store failed once more; see failures()
        std::function<void()> changed;  ///< it went down, or can be written again; see is_down()
    };

    /// `loop` runs the coroutines that wait for jobs. `open` opens the store once more. `tenure` is
    /// checked in every transaction.
    StoreQueue(asio::io_context& loop, std::unique_ptr<store::Store> opened, store::Tenure tenure,
               Open open, Events events, StoreDrive drive = {});
    StoreQueue(const StoreQueue&) = delete;
    StoreQueue& operator=(const StoreQueue&) = delete;

    /// Carries out what was submitted, then ends the thread. Without a thread, what was submitted
    /// is dropped.
    ~StoreQueue();

    /// Runs `work` in a transaction and returns once it is durable, or why it is not.
    ///
    /// `work` is a reference so that callers give it a name: GCC 12 destroys the captures of a
    /// closure twice that is a temporary of a co_await expression (its bug 99576).
    asio::awaitable<base::Result<void>> write(const Write& work);

    /// The same in a transaction that no other job shares: for work whose failure is nobody's fault
    /// here, and which is to cost the others no second try.
    asio::awaitable<base::Result<void>> write_alone(const Write& work);

    /// Whether a write that failed so is to be tried again; asked after each failure, and again
    /// after the pause that follows it.
    using GoesOn = std::function<bool(const base::Error&)>;

    /// The same for what must be written: it is tried again, with a pause between, until that works
    /// or `goes_on` says no.
    asio::awaitable<base::Result<void>> insist(const Write& work, const GoesOn& goes_on);

    /// The same for as long as it is the store that is at fault, and until give_up().
    asio::awaitable<base::Result<void>> insist(const Write& work);

    /// From now on the latter returns with the first failure: the daemon stops.
    void give_up();

    /// Waits as long as the owner of a job that failed should.
    asio::awaitable<void> pause_after_failure();

    [[nodiscard]] bool is_down() const { return down_on_loop_; }
    [[nodiscard]] StoreFailures failures() const;

    /// Runs `work`, which sees everything submitted before it.
    asio::awaitable<base::Result<void>> read(const Read& work);

    /// Whether another process has changed the store since the last call. An error means that its
    /// file was replaced; where it cannot be read, later calls tell what this one could not see.
    asio::awaitable<base::Result<bool>> changed_by_others();

    /// Opens the store anew after its file was replaced, and takes it over under `tenure`'s owner.
    asio::awaitable<base::Result<void>> reopen(std::string host, time::Instant now);

    /// For a queue without a thread: carries out the jobs that come next, those of one transaction;
    /// false where there are none. Their ends are posted to the loop.
    bool carry_out_next();

    /// No checkpoint begins within 20 ms of this instant; the loop keeps it up to date.
    void set_next_due(time::Instant next_due) { next_due_ = next_due.time_since_epoch().count(); }

  private:
    enum class Kind { kRead, kWrite, kWriteAlone, kMaintenance };
    struct Waiter;  ///< for a job's end, on the loop
    template <typename Completion>
    struct WaitingCoroutine;
    struct Job {
        Kind kind = Kind::kRead;
        Write write;
        Read read;
        std::function<base::Result<void>()> maintenance;
        std::unique_ptr<Waiter> waiter;
    };
    using Batch = std::deque<Job>;

    asio::awaitable<base::Result<void>> submit(Job&& job);
    void work();
    Batch next_batch();
    Batch take_batch();
    void carry_out(Batch batch);
    base::Result<void> carry_out_one(Job& job);
    base::Result<void> in_transaction(Batch& batch);
    void tell(Batch ended, base::Result<void> result);
    void note_failure(const base::Error& error);
    void note_change(bool is_down);
    void checkpoint_if_due(std::int64_t log_bytes);

    asio::io_context& loop_;
    Events events_;
    StoreDrive drive_;
    std::atomic<std::int64_t> next_due_;  ///< microseconds of the epoch
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    Batch jobs_;
    StoreFailures failures_;
    bool stopping_ = false;
    bool down_on_loop_ = false;  ///< it and the next two are of the loop alone
    bool gave_up_ = false;
    asio::steady_timer up_;  ///< never expires; cancelled when the store can be written again
    TendedStore store_;      ///< of the thread alone
    std::thread thread_;
};

}  // namespace tasksched::daemon
