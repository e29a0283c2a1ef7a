#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "common/base/error.h"
#include "common/store/crontab_book.h"
#include "common/store/due_reader.h"
#include "common/store/notice_box.h"
#include "common/store/output_mails.h"
#include "common/store/reader.h"
#include "common/store/run_writer.h"
#include "common/store/storage_fault.h"
#include "common/store/task_writer.h"

namespace tasksched::store {

/// One transaction: all of its changes become durable together, or none. The readers see the
/// changes that it made. Valid inside the call that it was handed to.
class Transaction {
  public:
    Transaction() = default;
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    virtual ~Transaction() = default;

    virtual Reader& reader() = 0;
    virtual DueReader& due() = 0;
    virtual TaskWriter& tasks() = 0;
    virtual RunWriter& runs() = 0;
    virtual NoticeBox& notices() = 0;
    virtual CrontabBook& crontabs() = 0;
    virtual OutputMails& output_mails() = 0;
};

/// The database behind an interface. One thread at a time; a store is never used after a fork.
class Store {
  public:
    Store() = default;
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;
    virtual ~Store() = default;

    /// Runs `change` in a transaction and commits it, synced, if it returns a value; otherwise
    /// rolls back and returns its error. kTryAgain where the store stayed busy until the deadline
    /// of the open store, kFailed for a full disk or an I/O error: then nothing was changed, and a
    /// crash brings nothing of it back. The one exception, which the message tells: the disk failed
    /// at the end of the commit, and again when that was to be taken back.
    virtual base::Result<void> write(
        const std::function<base::Result<void>(Transaction&)>& change) = 0;

    /// Commits a revision without a change: whether the store can be written.
    virtual base::Result<void> try_writing() = 0;

    /// What the calls since the last take_fault() say of the storage, those of the readers and
    /// writers included.
    virtual StorageFault take_fault() = 0;

    virtual Reader& reader() = 0;
    virtual DueReader& due() = 0;

    /// Whether another process committed since the last call (of this store object). Cheap: it
    /// reads no table. Own commits do not count.
    virtual base::Result<bool> changed_by_others() = 0;

    /// Moves the log into the database file where it is larger than `log_bytes`, or than a tenth of
    /// what is free on its disk; does nothing and returns false where that is not needed or another
    /// process keeps it from it.
    virtual base::Result<bool> checkpoint(std::int64_t log_bytes) = 0;

    /// The same for one who will close the store: what was moved is taken out of the log's file as
    /// well, where nobody else reads it. Otherwise who opens the store next finds the whole log
    /// again, and takes it for one that was not moved.
    virtual base::Result<bool> checkpoint_and_clear(std::int64_t log_bytes) = 0;

    /// For reading alone.
    virtual CrontabBook& crontabs() = 0;
};

}  // namespace tasksched::store
