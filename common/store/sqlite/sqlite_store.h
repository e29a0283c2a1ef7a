#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "common/store/open.h"
#include "common/store/sqlite/database.h"
#include "common/store/sqlite/session.h"
#include "common/store/sqlite/sqlite_crontab_book.h"
#include "common/store/sqlite/sqlite_due_reader.h"
#include "common/store/sqlite/sqlite_notice_box.h"
#include "common/store/sqlite/sqlite_output_mails.h"
#include "common/store/sqlite/sqlite_reader.h"
#include "common/store/sqlite/sqlite_run_writer.h"
#include "common/store/sqlite/sqlite_task_writer.h"
#include "common/store/sqlite/write_lock.h"
#include "common/store/store.h"

namespace tasksched::store::sqlite {

/// A store in one SQLite file.
class SqliteStore final : public Store {
  public:
    /// Takes an open and configured connection; `lock` is none for a store that is only read.
    SqliteStore(Database database, std::optional<WriteLock> lock,
                std::chrono::milliseconds busy_timeout);

    base::Result<void> write(
        const std::function<base::Result<void>(Transaction&)>& change) override;
    base::Result<void> try_writing() override;
    StorageFault take_fault() override { return database_.take_fault(); }
    Reader& reader() override { return reader_; }
    DueReader& due() override { return due_reader_; }

    /// kTryAgain where the store's file was replaced or deleted: it must be opened anew.
    base::Result<bool> changed_by_others() override;
    base::Result<bool> checkpoint(std::int64_t log_bytes) override;
    base::Result<bool> checkpoint_and_clear(std::int64_t log_bytes) override;
    CrontabBook& crontabs() override { return crontab_book_; }

  private:
    class OpenTransaction;

    [[nodiscard]] base::Result<void> check_in_place() const;
    base::Result<WriteLock::Held> acquire_lock(std::chrono::milliseconds timeout);
    base::Result<void> change_and_commit(
        const std::function<base::Result<void>(Transaction&)>& change, bool& may_return);
    base::Result<void> commit_nothing();
    base::Result<bool> checkpoint_by(bool (Database::*move)(), std::int64_t log_bytes);
    std::int64_t data_version();

    Database database_;
    std::optional<WriteLock> lock_;
    std::chrono::milliseconds busy_timeout_;
    Session session_;
    SqliteReader reader_;
    SqliteDueReader due_reader_;
    SqliteTaskWriter task_writer_;
    SqliteRunWriter run_writer_;
    SqliteNoticeBox notice_box_;
    SqliteCrontabBook crontab_book_;
    SqliteOutputMails output_mails_;
    std::int64_t seen_data_version_ = 0;
    std::int64_t blocked_log_bytes_ = 0;  ///< of the log when a reader kept it from being moved
};

/// As open_store for the SQLite file at `path`. Only tests give another exclusion.
base::Result<std::unique_ptr<Store>> open_sqlite(const std::string& path,
                                                 const OpenOptions& options,
                                                 Exclusion exclusion = Exclusion::kLockFile);

}  // namespace tasksched::store::sqlite
