#include "tests/simulation/dispatch/observed_store.h"

#include <utility>

#include "tests/simulation/dispatch/failing_reader.h"
#include "tests/simulation/dispatch/observed_writers.h"

namespace tasksched::simulation {

using base::ErrorCode;
using base::Result;
using Change = std::function<Result<void>(store::Transaction&)>;

/// How often, of a hundred ends, a planted bug forgets one.
constexpr int kForgotten = 5;

/// A transaction as its owner sees it.
class ObservedStore::Observation final : public store::Transaction {
  public:
    Observation(store::Transaction& inner, Changes& changes, ObservedRunWriter::Lies lies)
        : inner_(inner),
          lies_(std::move(lies)),
          runs_(inner, changes, lies_),
          tasks_(inner.tasks(), changes) {}

    store::Reader& reader() override { return inner_.reader(); }
    store::DueReader& due() override { return inner_.due(); }
    store::TaskWriter& tasks() override { return tasks_; }
    store::RunWriter& runs() override { return runs_; }
    store::NoticeBox& notices() override { return inner_.notices(); }
    store::CrontabBook& crontabs() override { return inner_.crontabs(); }
    store::OutputMails& output_mails() override { return inner_.output_mails(); }

  private:
    store::Transaction& inner_;
    ObservedRunWriter::Lies lies_;
    ObservedRunWriter runs_;
    ObservedTaskWriter tasks_;
};

/// The store as a daemon holds it.
class ObservedStore::Connection final : public store::Store {
  public:
    explicit Connection(ObservedStore& store)
        : store_(store), due_([&store]() -> store::DueReader* {
              const StoreFault fault = store.faults_.draw(store.random_);
              if (fault == StoreFault::kNone) {
                  return &store.inner_->due();
              }
              store.events_.failed(fault);
              return nullptr;
          }) {}

    Result<void> write(const Change& change) override {
        return store_.write(change, store_.faults_.draw(store_.random_));
    }
    Result<void> try_writing() override { return store_.inner_->try_writing(); }
    store::StorageFault take_fault() override { return store::StorageFault::kNone; }
    store::Reader& reader() override { return store_.inner_->reader(); }
    store::DueReader& due() override { return due_; }
    Result<bool> changed_by_others() override {
        return std::exchange(store_.changed_by_users_, false);
    }
    Result<bool> checkpoint(std::int64_t /*log_bytes*/) override { return false; }
    Result<bool> checkpoint_and_clear(std::int64_t /*log_bytes*/) override { return false; }
    store::CrontabBook& crontabs() override { return store_.inner_->crontabs(); }

  private:
    ObservedStore& store_;
    FailingDueReader due_;
};

ObservedStore::ObservedStore(std::unique_ptr<store::Store> inner, Random& random, Events events)
    : inner_(std::move(inner)), random_(random), events_(std::move(events)) {}

ObservedStore::~ObservedStore() = default;

std::unique_ptr<store::Store> ObservedStore::open() { return std::make_unique<Connection>(*this); }

Result<void> ObservedStore::write_as_user(const Change& change) {
    changed_by_users_ = true;
    return write(change, StoreFault::kNone);
}

Result<void> ObservedStore::write(const Change& change, StoreFault fault) {
    if (fault == StoreFault::kBusy || fault == StoreFault::kRefused) {
        events_.failed(fault);
        return base::fail(fault == StoreFault::kBusy ? ErrorCode::kTryAgain : ErrorCode::kFailed,
                          "a fault of the simulation");
    }
    Changes changes;
    ObservedRunWriter::Lies lies;
    lies.forgets_end = planted_ == Planted::kForgottenEnd && random_.chance(kForgotten);
    lies.starts_again = planted_ == Planted::kDoubleWake;
    if (planted_ == Planted::kStartBeforeCommit) {
        lies.on_start = events_.started_early;
    }
    Result<void> done = inner_->write([&](store::Transaction& transaction) -> Result<void> {
        Observation observation(transaction, changes, lies);
        Result<void> changed = change(observation);
        if (changed && fault == StoreFault::kRolledBack) {
            return base::fail(ErrorCode::kFailed, "a fault of the simulation, at the commit");
        }
        return changed;
    });
    if (done) {
        events_.committed(changes);
    }
    if (fault != StoreFault::kNone) {
        events_.failed(fault);
    }
    if (done && fault == StoreFault::kUnknown) {
        return base::fail(ErrorCode::kFailed, "a fault of the simulation, after the commit");
    }
    return done;
}

}  // namespace tasksched::simulation
