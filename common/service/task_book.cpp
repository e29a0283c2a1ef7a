#include "common/service/task_book.h"

#include "common/base/check.h"
#include "common/service/crontab_update.h"
#include "common/service/payload_of.h"
#include "common/store/name_taken.h"

namespace tasksched::service {

using base::Result;

Result<std::optional<model::Task>> StoreBook::named(const std::string& user_id,
                                                    const std::string& name) {
    return transaction_.reader().task_named(user_id, name);
}

Result<model::Payload> StoreBook::payload(const model::Task& task) {
    return payload_of(transaction_.reader(), task.id, task.version);
}

Result<model::TaskId> StoreBook::insert(const model::Task& task, const model::Payload& payload) {
    return transaction_.tasks().insert(task, payload, author_);
}

Result<bool> StoreBook::update(const model::Task& task, const model::Payload* payload) {
    return refuse_task_of_crontab(transaction_.crontabs(), task.id).and_then([&] {
        return transaction_.tasks().update(task, payload, author_);
    });
}

Result<std::optional<model::Task>> PaperBook::named(const std::string& user_id,
                                                    const std::string& name) {
    if (const auto known = written_.find({user_id, name}); known != written_.end()) {
        last_ = known->second;
        return last_->task;
    }
    if (stored_ == nullptr) {
        return std::nullopt;
    }
    auto task = stored_->task_named(user_id, name);
    if (!task || !*task) {
        return task;
    }
    auto payload = payload_of(*stored_, (*task)->id, (*task)->version);
    if (!payload) {
        return tl::unexpected(std::move(payload.error()));
    }
    last_ = Entry{**task, std::move(*payload)};
    return task;
}

Result<model::Payload> PaperBook::payload(const model::Task& task) {
    TASKSCHED_CHECK(last_ && last_->task.id == task.id);
    return last_->payload;
}

Result<model::TaskId> PaperBook::insert(const model::Task& task, const model::Payload& payload) {
    if (!task.name.empty()) {
        const auto holder = named(task.user_id, task.name);
        if (!holder) {
            return tl::unexpected(holder.error());
        }
        if (*holder) {
            return tl::unexpected(store::name_taken(task.name, (*holder)->id));
        }
    }
    write(task, payload);
    return task.id;
}

Result<bool> PaperBook::update(const model::Task& task, const model::Payload* payload) {
    TASKSCHED_CHECK(last_ && last_->task.id == task.id);
    write(task, payload != nullptr ? *payload : last_->payload);
    return true;
}

void PaperBook::write(const model::Task& task, model::Payload payload) {
    last_ = Entry{task, std::move(payload)};
    if (!task.name.empty()) {
        written_.insert_or_assign({task.user_id, task.name}, *last_);
    }
}

}  // namespace tasksched::service
