#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "common/base/error.h"
#include "common/model/payload.h"
#include "common/model/task.h"
#include "common/store/store.h"

namespace tasksched::service {

/// The tasks that a request of `schedule` meets, and where it writes.
class TaskBook {
  public:
    TaskBook() = default;
    TaskBook(const TaskBook&) = delete;
    TaskBook& operator=(const TaskBook&) = delete;
    virtual ~TaskBook() = default;

    /// The active or paused task of that name.
    virtual base::Result<std::optional<model::Task>> named(const std::string& user_id,
                                                           const std::string& name) = 0;
    virtual base::Result<model::Payload> payload(const model::Task& task) = 0;

    /// As those of store::TaskWriter.
    virtual base::Result<model::TaskId> insert(const model::Task& task,
                                               const model::Payload& payload) = 0;
    virtual base::Result<bool> update(const model::Task& task, const model::Payload* payload) = 0;
};

/// A transaction of the store, which must outlive it.
class StoreBook final : public TaskBook {
  public:
    StoreBook(store::Transaction& transaction, store::Author author)
        : transaction_(transaction), author_(std::move(author)) {}

    base::Result<std::optional<model::Task>> named(const std::string& user_id,
                                                   const std::string& name) override;
    base::Result<model::Payload> payload(const model::Task& task) override;
    base::Result<model::TaskId> insert(const model::Task& task,
                                       const model::Payload& payload) override;
    base::Result<bool> update(const model::Task& task, const model::Payload* payload) override;

  private:
    store::Transaction& transaction_;
    store::Author author_;
};

/// Paper over the tasks of a store: what is written stays on it. It keeps the named tasks, and the
/// one that was met or written last.
class PaperBook final : public TaskBook {
  public:
    /// `stored` must outlive it; null where there is no store, and so no task.
    explicit PaperBook(store::Reader* stored) : stored_(stored) {}

    base::Result<std::optional<model::Task>> named(const std::string& user_id,
                                                   const std::string& name) override;
    base::Result<model::Payload> payload(const model::Task& task) override;
    base::Result<model::TaskId> insert(const model::Task& task,
                                       const model::Payload& payload) override;
    base::Result<bool> update(const model::Task& task, const model::Payload* payload) override;

    struct Entry {
        model::Task task;
        model::Payload payload;
    };

    /// The task that named() found or that was written last, as it would stand in the store.
    [[nodiscard]] const std::optional<Entry>& last() const { return last_; }

  private:
    void write(const model::Task& task, model::Payload payload);

    store::Reader* stored_;
    std::map<std::pair<std::string, std::string>, Entry> written_;  ///< by user and name
    std::optional<Entry> last_;
};

}  // namespace tasksched::service
