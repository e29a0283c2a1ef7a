#pragma once

#include "common/store/store.h"

namespace tasksched::daemon {

/// A transaction that is under way, as the store of somebody who makes one transaction: what they
/// write becomes durable with it. Nothing else can be asked of it.
class TransactionStore final : public store::Store {
  public:
    /// The transaction outlives the object.
    explicit TransactionStore(store::Transaction& transaction) : transaction_(transaction) {}

    base::Result<void> write(
        const std::function<base::Result<void>(store::Transaction&)>& change) override {
        return change(transaction_);
    }
    store::Reader& reader() override { return transaction_.reader(); }
    store::DueReader& due() override { return transaction_.due(); }
    store::CrontabBook& crontabs() override { return transaction_.crontabs(); }

    base::Result<void> try_writing() override { return {}; }
    store::StorageFault take_fault() override { return store::StorageFault::kNone; }
    base::Result<bool> changed_by_others() override { return false; }
    base::Result<bool> checkpoint(std::int64_t /*log_bytes*/) override { return false; }
    base::Result<bool> checkpoint_and_clear(std::int64_t /*log_bytes*/) override { return false; }

  private:
    store::Transaction& transaction_;
};

}  // namespace tasksched::daemon
