#include "common/store/sqlite/sqlite_store.h"

#include <sqlite3.h>

#include <algorithm>
#include <utility>

#include "common/base/check.h"

namespace tasksched::store::sqlite {

namespace {

using base::ErrorCode;
using base::fail;
using base::Result;
using std::chrono::milliseconds;

/// Changes with every commit of another connection (https://www.sqlite.org/pragma.html).
constexpr char kDataVersion[] = "PRAGMA data_version";

}  // namespace

/// The transaction as its owner sees it; changes are allowed as long as it lives.
class SqliteStore::OpenTransaction final : public Transaction {
  public:
    explicit OpenTransaction(SqliteStore& store) : store_(store), engine_(store.database_) {
        store_.session_.begin_changes();
    }
    ~OpenTransaction() override { store_.session_.end_changes(); }

    void commit() {
        store_.session_.save_counters();
        engine_.commit();
    }

    Reader& reader() override { return store_.reader_; }
    DueReader& due() override { return store_.due_reader_; }
    TaskWriter& tasks() override { return store_.task_writer_; }
    RunWriter& runs() override { return store_.run_writer_; }
    NoticeBox& notices() override { return store_.notice_box_; }
    CrontabBook& crontabs() override { return store_.crontab_book_; }
    OutputMails& output_mails() override { return store_.output_mails_; }

  private:
    SqliteStore& store_;
    ImmediateTransaction engine_;
};

SqliteStore::SqliteStore(Database database, std::optional<WriteLock> lock,
                         milliseconds busy_timeout)
    : database_(std::move(database)),
      lock_(std::move(lock)),
      busy_timeout_(busy_timeout),
      session_(database_),
      reader_(session_),
      due_reader_(session_),
      task_writer_(session_),
      run_writer_(session_),
      notice_box_(session_),
      crontab_book_(session_),
      output_mails_(session_),
      seen_data_version_(data_version()) {}

Result<void> SqliteStore::write(const std::function<Result<void>(Transaction&)>& change) {
    TASKSCHED_CHECK(lock_.has_value());
    TASKSCHED_CHECK(!database_.in_transaction());
    const auto held = acquire_lock(busy_timeout_);
    if (!held) {
        return tl::unexpected(held.error());
    }
    bool may_return = false;
    Result<void> done = guarded(database_, [&] { return change_and_commit(change, may_return); });
    // A commit whose sync failed may stand whole in the log, where nobody sees it as long as the
    // store is open, and everybody after a crash. The next commit is written over it.
    if (!done && may_return && !commit_nothing()) {
        done = tl::unexpected(unknown_commit(done.error(), database_.files().shown));
    }
    return done;
}

Result<void> SqliteStore::try_writing() {
    TASKSCHED_CHECK(lock_.has_value());
    const auto held = acquire_lock(busy_timeout_);
    return held ? commit_nothing() : tl::unexpected(held.error());
}

/// Takes a revision that no change has: a row that stays as it was would not be written. The caller
/// holds the lock.
Result<void> SqliteStore::commit_nothing() {
    return guarded(database_, [&]() -> Result<void> {
        OpenTransaction transaction(*this);
        session_.next_revision();
        transaction.commit();
        return {};
    });
}

Result<WriteLock::Held> SqliteStore::acquire_lock(milliseconds timeout) {
    auto held = lock_->acquire(timeout);
    if (!held && held.error().code == ErrorCode::kFailed) {
        database_.note_fault(StorageFault::kWriting);
    }
    return held;
}

Result<void> SqliteStore::change_and_commit(const std::function<Result<void>(Transaction&)>& change,
                                            bool& may_return) {
    if (auto in_place = check_in_place(); !in_place) {
        return in_place;
    }
    OpenTransaction transaction(*this);
    if (auto changed = change(transaction); !changed) {
        return changed;
    }
    try {
        transaction.commit();
    } catch (const SQLite::Exception& exception) {
        // The end of a commit is written last: where there was no room, it is not there.
        may_return = exception.getErrorCode() != SQLITE_FULL;
        throw;
    }
    return {};
}

Result<void> SqliteStore::check_in_place() const {
    if (!database_.was_moved()) {
        return {};
    }
    return fail(ErrorCode::kTryAgain,
                "the store {} was replaced or deleted while it was open; try again",
                database_.files().shown);
}

Result<bool> SqliteStore::changed_by_others() {
    return guarded(database_, [&]() -> Result<bool> {
        if (auto in_place = check_in_place(); !in_place) {
            return tl::unexpected(std::move(in_place.error()));
        }
        const std::int64_t version = data_version();
        return std::exchange(seen_data_version_, version) != version;
    });
}

std::int64_t SqliteStore::data_version() {
    Query row = session_.statements().use(kDataVersion);
    row.step();
    return row.integer(0);
}

Result<bool> SqliteStore::checkpoint(std::int64_t log_bytes) {
    return checkpoint_by(&Database::checkpoint, log_bytes);
}

Result<bool> SqliteStore::checkpoint_and_clear(std::int64_t log_bytes) {
    return checkpoint_by(&Database::checkpoint_and_clear, log_bytes);
}

Result<bool> SqliteStore::checkpoint_by(bool (Database::*move)(), std::int64_t log_bytes) {
    TASKSCHED_CHECK(!database_.in_transaction());
    const std::int64_t in_log = database_.log_bytes();
    // A log that took all of a small disk could not be moved: the database file grows by that.
    log_bytes = std::min(log_bytes, largest_log_beside(database_.files()));
    // While a reader holds an old state, the same pages are not tried again and again.
    if (!lock_ || in_log <= log_bytes ||
        (log_bytes > 0 && blocked_log_bytes_ > 0 && in_log < blocked_log_bytes_ + log_bytes)) {
        return false;
    }
    const auto held = acquire_lock(milliseconds(0));
    if (!held) {
        return held.error().code == ErrorCode::kTryAgain ? Result<bool>(false)
                                                         : tl::unexpected(held.error());
    }
    return guarded(database_, [&]() -> Result<bool> {
        if (auto in_place = check_in_place(); !in_place) {
            return tl::unexpected(std::move(in_place.error()));
        }
        const bool moved = (database_.*move)();
        blocked_log_bytes_ = moved ? 0 : in_log;
        return moved;
    });
}

}  // namespace tasksched::store::sqlite
