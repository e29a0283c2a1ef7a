#include "daemon/dispatch/store_queue.h"

#include <algorithm>
#include <asio/async_result.hpp>
#include <asio/executor_work_guard.hpp>
#include <asio/post.hpp>
#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>
#include <chrono>
#include <limits>
#include <utility>

#include "common/base/check.h"

namespace tasksched::daemon {
namespace {

using base::ErrorCode;
using base::Result;
using std::chrono::microseconds;

/// Jobs that share one transaction at the most: bounds how long others wait for it.
constexpr std::size_t kLargestBatch = 256;

/// The log is moved into the database file when it is larger than this, or when nothing was
/// submitted for a while.
constexpr std::int64_t kLogBytes = std::int64_t{4} * 1024 * 1024;
constexpr std::chrono::seconds kIdle{2};

/// No checkpoint begins this close to a due time.
constexpr microseconds kQuietBeforeDue{20'000};

}  // namespace

struct StoreQueue::Waiter {
    virtual ~Waiter() = default;
    virtual void tell(Result<void> result) = 0;
};

/// The loop goes on until it is told.
template <typename Completion>
struct StoreQueue::WaitingCoroutine final : Waiter {
    WaitingCoroutine(asio::io_context& loop, Completion&& handler)
        : goes_on(loop.get_executor()), completion(std::move(handler)) {}

    void tell(Result<void> result) override { std::move(completion)(std::move(result)); }

    asio::executor_work_guard<asio::io_context::executor_type> goes_on;
    Completion completion;
};

StoreQueue::StoreQueue(asio::io_context& loop, std::unique_ptr<store::Store> opened,
                       store::Tenure tenure, Open open, Events events, StoreDrive drive)
    : loop_(loop),
      events_(std::move(events)),
      drive_(std::move(drive)),
      next_due_(std::numeric_limits<std::int64_t>::max()),
      up_(loop, asio::steady_timer::time_point::max()),
      store_(std::move(opened), std::move(tenure), std::move(open),
             {.lost = [this] { asio::post(loop_, events_.lost); },
              .failed = [this](const base::Error& error) { note_failure(error); },
              .changed = [this](bool is_down) { note_change(is_down); }},
             drive_.busy_patience) {
    if (drive_.by == StoreDrive::By::kThread) {
        thread_ = std::thread([this] { work(); });
    }
}

StoreQueue::~StoreQueue() {
    if (!thread_.joinable()) {
        return;
    }
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

asio::awaitable<Result<void>> StoreQueue::submit(Job&& job) {
    auto initiate = [this](auto handler, Job submitted) {
        submitted.waiter =
            std::make_unique<WaitingCoroutine<decltype(handler)>>(loop_, std::move(handler));
        {
            const std::lock_guard lock(mutex_);
            jobs_.push_back(std::move(submitted));
        }
        wake_.notify_one();
    };
    return asio::async_initiate<const asio::use_awaitable_t<>, void(Result<void>)>(
        std::move(initiate), asio::use_awaitable, std::move(job));
}

asio::awaitable<Result<void>> StoreQueue::write(const Write& work) {
    Job job;
    job.kind = Kind::kWrite;
    job.write = work;
    return submit(std::move(job));
}

asio::awaitable<Result<void>> StoreQueue::write_alone(const Write& work) {
    Job job;
    job.kind = Kind::kWriteAlone;
    job.write = work;
    return submit(std::move(job));
}

asio::awaitable<Result<void>> StoreQueue::insist(const Write& work, const GoesOn& goes_on) {
    for (;;) {
        Result<void> done = co_await write(work);
        if (done || !goes_on(done.error())) {
            co_return done;
        }
        co_await pause_after_failure();
        if (!goes_on(done.error())) {
            co_return done;
        }
    }
}

asio::awaitable<Result<void>> StoreQueue::insist(const Write& work) {
    const GoesOn at_fault = [this](const base::Error& error) {
        return error.code == ErrorCode::kTryAgain && !gave_up_;
    };
    co_return co_await insist(work, at_fault);
}

void StoreQueue::give_up() {
    gave_up_ = true;
    up_.cancel();
}

asio::awaitable<void> StoreQueue::pause_after_failure() {
    if (drive_.pause) {
        co_await drive_.pause();
        co_return;
    }
    asio::error_code cancelled;
    if (is_down()) {
        co_await up_.async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
        co_return;
    }
    asio::steady_timer pause(loop_, kPauseAfterFailure);
    co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
}

StoreFailures StoreQueue::failures() const {
    const std::lock_guard lock(mutex_);
    return failures_;
}

asio::awaitable<Result<void>> StoreQueue::read(const Read& work) {
    Job job;
    job.kind = Kind::kRead;
    job.read = work;
    return submit(std::move(job));
}

asio::awaitable<Result<bool>> StoreQueue::changed_by_others() {
    auto changed = std::make_shared<bool>(false);
    Job job;
    job.kind = Kind::kMaintenance;
    job.maintenance = [this, changed]() -> Result<void> {
        return store_.changed_by_others().map([&](bool answer) { *changed = answer; });
    };
    const Result<void> done = co_await submit(std::move(job));
    co_return done.map([&] { return *changed; });
}

asio::awaitable<Result<void>> StoreQueue::reopen(std::string host, time::Instant now) {
    Job job;
    job.kind = Kind::kMaintenance;
    job.maintenance = [this, host = std::move(host), now] { return store_.take_over(host, now); };
    return submit(std::move(job));
}

bool StoreQueue::carry_out_next() {
    TASKSCHED_CHECK(drive_.by == StoreDrive::By::kOwner);
    Batch batch = take_batch();
    const bool has_jobs = !batch.empty();
    carry_out(std::move(batch));
    return has_jobs;
}

void StoreQueue::work() {
    for (;;) {
        Batch batch = next_batch();
        if (!batch.empty()) {
            carry_out(std::move(batch));
            checkpoint_if_due(kLogBytes);
            continue;
        }
        const std::lock_guard lock(mutex_);
        if (stopping_ && jobs_.empty()) {
            return;
        }
    }
}

/// The jobs that come next and may share a transaction; none after a while without any.
StoreQueue::Batch StoreQueue::next_batch() {
    std::unique_lock lock(mutex_);
    const auto ready = [this] { return stopping_ || !jobs_.empty(); };
    if (store_.is_down()) {
        if (!wake_.wait_until(lock, store_.next_try(), ready)) {
            lock.unlock();
            store_.look_after();
            return {};
        }
    } else if (!store_.log_is_dirty()) {
        wake_.wait(lock, ready);
    } else if (!wake_.wait_for(lock, kIdle, ready)) {
        lock.unlock();
        checkpoint_if_due(0);
        return {};
    }
    return take_batch();
}

/// The jobs that come next and may share a transaction. The caller keeps others from the jobs.
StoreQueue::Batch StoreQueue::take_batch() {
    Batch batch;
    while (!jobs_.empty() && batch.size() < kLargestBatch) {
        const Kind kind = jobs_.front().kind;
        const bool alone = kind == Kind::kMaintenance || kind == Kind::kWriteAlone;
        if (alone && !batch.empty()) {
            break;
        }
        batch.push_back(std::move(jobs_.front()));
        jobs_.pop_front();
        if (alone) {
            break;
        }
    }
    return batch;
}

void StoreQueue::carry_out(Batch batch) {
    const bool writes = std::any_of(batch.begin(), batch.end(),
                                    [](const Job& job) { return job.kind == Kind::kWrite; });
    const bool shared = writes && batch.size() > 1;
    const Result<void> result = shared ? in_transaction(batch) : Result<void>{};
    if (shared && result) {
        tell(std::move(batch), result);
        return;
    }
    // Where the store is at fault, no job is, and trying each by itself would not help.
    const bool at_fault = shared && store_.is_down();
    for (Job& job : batch) {
        const bool told = at_fault && job.kind == Kind::kWrite;
        Result<void> own = told ? result : carry_out_one(job);
        Batch alone;
        alone.push_back(std::move(job));
        tell(std::move(alone), std::move(own));
    }
}

/// All at one go on the loop: to wake it for each would cost more than what most of them do.
void StoreQueue::tell(Batch ended, Result<void> result) {
    asio::post(loop_, [ended = std::move(ended), result = std::move(result)] {
        for (const Job& job : ended) {
            job.waiter->tell(result);
        }
    });
}

Result<void> StoreQueue::in_transaction(Batch& batch) {
    return store_.write(
        [&batch](store::Transaction& transaction, const store::Tenure& tenure) -> Result<void> {
            for (Job& job : batch) {
                Result<void> result = job.kind == Kind::kWrite
                                          ? job.write(transaction, tenure)
                                          : job.read(transaction.reader(), transaction.due());
                if (!result) {
                    return result;
                }
            }
            return {};
        });
}

Result<void> StoreQueue::carry_out_one(Job& job) {
    switch (job.kind) {
        case Kind::kMaintenance:
            return job.maintenance();
        case Kind::kRead:
            return store_.read(job.read);
        case Kind::kWrite:
        case Kind::kWriteAlone:
            break;
    }
    return store_.write(job.write);
}

void StoreQueue::note_failure(const base::Error& error) {
    {
        const std::lock_guard lock(mutex_);
        ++failures_.count;
        failures_.last = error.message;
    }
    asio::post(loop_, events_.failed);
}

void StoreQueue::note_change(bool is_down) {
    asio::post(loop_, [this, is_down] {
        down_on_loop_ = is_down;
        if (!is_down) {
            up_.cancel();
        }
        events_.changed();
    });
}

void StoreQueue::checkpoint_if_due(std::int64_t log_bytes) {
    const microseconds now =
        std::chrono::floor<microseconds>(std::chrono::system_clock::now()).time_since_epoch();
    const microseconds next_due{next_due_.load()};
    if (next_due <= now || next_due - now >= kQuietBeforeDue) {
        store_.checkpoint(log_bytes);
    }
}

}  // namespace tasksched::daemon
