#include "daemon/dispatch/tended_store.h"

#include <thread>
#include <utility>

#include "common/store/take_over.h"

namespace tasksched::daemon {
namespace {

using base::ErrorCode;
using base::Result;
using std::chrono::steady_clock;
using store::StorageFault;

/// Between two times of asking for a store that is busy.
constexpr std::chrono::milliseconds kBusyPause{20};

/// What failed is tried again after so long.
constexpr std::chrono::seconds kBetweenTries{1};

}  // namespace

TendedStore::TendedStore(std::unique_ptr<store::Store> opened, store::Tenure tenure, Open open,
                         Events events, std::chrono::milliseconds busy_patience)
    : store_(std::move(opened)),
      tenure_(std::move(tenure)),
      open_(std::move(open)),
      events_(std::move(events)),
      busy_patience_(busy_patience) {}

Result<void> TendedStore::write(const Write& work) {
    if (down_) {
        look_after();
    }
    if (down_) {
        return base::fail(ErrorCode::kTryAgain, "{}", why_down_);
    }
    store_->take_fault();
    Result<void> result = write_patiently(work);
    StorageFault fault = store_->take_fault();
    if (!result && fault == StorageFault::kWriting) {
        events_.failed(result.error());
        result = write_patiently(work);
        fault = store_->take_fault();
    }
    if (!result && fault != StorageFault::kNone) {
        events_.failed(result.error());
    }
    if (!result && fault == StorageFault::kWriting) {
        why_down_ = result.error().message;
        set_down(true);
        result.error().code = ErrorCode::kTryAgain;
    }
    return result;
}

Result<void> TendedStore::write_patiently(const Write& work) {
    bool lost = false;
    const auto guarded = [&](store::Transaction& transaction) -> Result<void> {
        const Result<bool> holds = transaction.runs().holds(tenure_);
        if (!holds) {
            return tl::unexpected(holds.error());
        }
        lost = !*holds;
        if (lost) {
            return base::fail(ErrorCode::kFailed, "another daemon has taken the store over");
        }
        return work(transaction, tenure_);
    };
    const auto patience = steady_clock::now() + busy_patience_;
    Result<void> result = store_->write(guarded);
    while (!result && result.error().code == ErrorCode::kTryAgain &&
           steady_clock::now() < patience) {
        std::this_thread::sleep_for(kBusyPause);
        result = store_->write(guarded);
    }
    log_is_dirty_ = log_is_dirty_ || result.has_value();
    if (lost) {
        events_.lost();
    }
    return result;
}

Result<void> TendedStore::read(const Read& work) {
    store_->take_fault();
    Result<void> result = work(store_->reader(), store_->due());
    if (!result && store_->take_fault() != StorageFault::kNone) {
        events_.failed(result.error());
    }
    return result;
}

Result<bool> TendedStore::changed_by_others() {
    auto changed = store_->changed_by_others();
    if (!changed && changed.error().code == ErrorCode::kTryAgain) {
        return changed;
    }
    if (!changed) {
        events_.failed(changed.error());
        open_anew();
        missed_changes_ = true;
        return false;
    }
    log_is_dirty_ = log_is_dirty_ || *changed;
    const bool missed = std::exchange(missed_changes_, false);
    return *changed || missed;
}

Result<void> TendedStore::take_over(const std::string& host, time::Instant now) {
    auto opened = open_();
    if (!opened) {
        return tl::unexpected(opened.error());
    }
    auto taken = store::take_over(**opened, tenure_.owner, host, now);
    if (!taken) {
        return tl::unexpected(std::move(taken.error()));
    }
    store_ = std::move(*opened);
    tenure_ = std::move(*taken);
    set_down(false);
    return {};
}

void TendedStore::look_after() {
    if (!down_ || steady_clock::now() < next_try_) {
        return;
    }
    next_try_ = steady_clock::now() + kBetweenTries;
    open_anew();
    Result<void> works = store_->try_writing();
    // Where it is the log that cannot grow: once it is moved, its file is written from the
    // beginning.
    if (!works && store_->checkpoint(0).value_or(false)) {
        works = store_->try_writing();
    }
    if (works) {
        set_down(false);
    } else {
        why_down_ = works.error().message;
        events_.failed(works.error());
    }
}

/// A descriptor may stay dead when its disk lives again. The old one is closed last: whoever opens
/// a store alone reads its log from the beginning, and finds there what failed to be synced. A file
/// that was replaced is not this one's: that is for take_over().
void TendedStore::open_anew() {
    if (const auto in_place = store_->changed_by_others();
        !in_place && in_place.error().code == ErrorCode::kTryAgain) {
        return;
    }
    missed_changes_ = true;
    if (auto opened = open_()) {
        store_ = std::move(*opened);
    }
}

void TendedStore::set_down(bool down) {
    if (std::exchange(down_, down) != down) {
        // A log that grew while the disk was full is moved as soon as there is room.
        next_try_ = steady_clock::now() + (down ? kBetweenTries : std::chrono::seconds(0));
        events_.changed(down);
    }
}

void TendedStore::checkpoint(std::int64_t log_bytes) {
    if (!log_is_dirty_ || steady_clock::now() < next_try_) {
        return;
    }
    const Result<bool> moved = store_->checkpoint(log_bytes);
    if (!moved && moved.error().code != ErrorCode::kTryAgain) {
        events_.failed(moved.error());
        next_try_ = steady_clock::now() + kBetweenTries;
    }
    // A checkpoint that somebody kept it from is tried again after the next idle while.
    if (moved && (*moved || log_bytes == 0)) {
        log_is_dirty_ = false;
    }
}

}  // namespace tasksched::daemon
