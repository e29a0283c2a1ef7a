#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "common/store/open.h"
#include "tests/support/temporary_home.h"
#include "tests/unit/daemon/tasks.h"

namespace tasksched::daemon {

template <typename Value>
Value must(base::Result<Value> result) {
    if (!result) {
        throw std::runtime_error(result.error().message);
    }
    if constexpr (!std::is_void_v<Value>) {
        return std::move(*result);
    }
}

/// A store in a directory of its own, with tasks of which there is something to be told.
class NoticedStore {
  public:
    NoticedStore() : store_(open()) {}

    [[nodiscard]] std::unique_ptr<store::Store> open() const {
        return must(store::open_store(location(), {}));
    }

    [[nodiscard]] store::Location location() const {
        return {.engine = store::Engine::kSqlite, .path = home_.file("tasks.db"), .url = {}};
    }

    template <typename Change>
    void change(Change&& changes) {
        must(store_->write([&](store::Transaction& transaction) -> base::Result<void> {
            changes(transaction);
            return {};
        }));
    }

    /// Stores a task that tells `notify`; returns its id.
    model::TaskId task(const std::string& notify = "") {
        model::TaskId id;
        change([&](store::Transaction& transaction) {
            model::Task task = single_task(0, kMonday);
            task.policies.notify = notify;
            model::CommandPayload payload;
            payload.argv = {"/bin/true"};
            id = must(transaction.tasks().insert(
                task, payload, {.user_id = "anna", .operation = "schedule", .at = {}}));
        });
        return id;
    }

    /// A run of the task that failed.
    void fail(model::TaskId task, time::Instant at) {
        change([&](store::Transaction& transaction) {
            must(transaction.notices().add({.task_id = task,
                                            .user_id = "anna",
                                            .run_id = {++runs_},
                                            .attempt = 1,
                                            .kind = model::NoticeKind::kFailed,
                                            .why = "failed in attempt 1: exit status 1"},
                                           at));
        });
    }

    /// How many messages were tried and are not told.
    std::int64_t undelivered() { return must(store_->reader().totals({}, {})).undelivered_notices; }

  private:
    support::TemporaryHome home_;
    std::unique_ptr<store::Store> store_;
    std::int64_t runs_ = 0;
};

}  // namespace tasksched::daemon
