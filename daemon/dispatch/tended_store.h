#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "common/base/error.h"
#include "common/store/store.h"
#include "common/time/clock.h"

namespace tasksched::daemon {

/// The store under the daemon's tenure, tended where it fails: a transaction is tried once more; if
/// that fails too, the store is down, and writes are refused until it could be opened anew and
/// written. Of one thread.
class TendedStore {
  public:
    using Open = std::function<base::Result<std::unique_ptr<store::Store>>()>;
    using Write = std::function<base::Result<void>(store::Transaction&, const store::Tenure&)>;
    using Read = std::function<base::Result<void>(store::Reader&, store::DueReader&)>;

    /// Called in the midst of the call that finds it out.
    struct Events {
        std::function<void()> lost;  ///< another daemon has taken the store over
        std::function<void(const base::Error&)> failed;  ///< the storage failed
        std::function<void(bool is_down)> changed;
    };

    /// `open` opens the store once more. Where another process keeps the store busy it is asked for
    /// `busy_patience` before the caller is told.
    TendedStore(std::unique_ptr<store::Store> opened, store::Tenure tenure, Open open,
                Events events, std::chrono::milliseconds busy_patience);

    /// Runs `work` in a transaction that the tenure must hold in; waits some seconds where another
    /// process writes. kTryAgain where the store stayed busy, was replaced, or is down.
    base::Result<void> write(const Write& work);

    base::Result<void> read(const Read& work);

    /// Whether another process has changed the store since the last call. An error means that its
    /// file was replaced; where it cannot be read, later calls tell what this one could not see.
    base::Result<bool> changed_by_others();

    /// Opens the store anew after its file was replaced, and takes it over under the same owner.
    base::Result<void> take_over(const std::string& host, time::Instant now);

    [[nodiscard]] bool is_down() const { return down_; }

    /// While it is down: whether it can be written again. Looks at next_try() at the earliest.
    void look_after();
    [[nodiscard]] std::chrono::steady_clock::time_point next_try() const { return next_try_; }

    /// Whether the log was written since it was last moved into the database file.
    [[nodiscard]] bool log_is_dirty() const { return log_is_dirty_; }

    /// Moves it where it is larger than `log_bytes`. Not for some time after that failed.
    void checkpoint(std::int64_t log_bytes);

  private:
    base::Result<void> write_patiently(const Write& work);
    void open_anew();
    void set_down(bool down);

    std::unique_ptr<store::Store> store_;
    store::Tenure tenure_;
    Open open_;
    Events events_;
    std::chrono::milliseconds busy_patience_;
    bool down_ = false;
    std::chrono::steady_clock::time_point next_try_;  ///< of what failed
    std::string why_down_;
    bool missed_changes_ = false;  ///< others may have changed the store, and nobody could see it
    bool log_is_dirty_ = false;
};

}  // namespace tasksched::daemon
