#include "common/service/service.h"

namespace tasksched::service {

base::Result<std::vector<model::Run>> Service::runs(const RunsRequest& request) {
    if (request.filter.limit < 1) {
        return base::fail(base::ErrorCode::kInvalid, "--limit: {} is less than 1",
                          request.filter.limit);
    }
    store::Reader& reader = store_.reader();
    store::RunFilter filter = request.filter;
    if (request.task) {
        const auto task = find_task_or_former(reader, caller(), *request.task);
        if (!task) {
            return tl::unexpected(task.error());
        }
        filter.task_id = task->id;
        filter.user_id = task->user_id;
        return reader.runs(filter);
    }
    auto user = user_to_list(caller(), filter.user_id);
    if (!user) {
        return tl::unexpected(std::move(user.error()));
    }
    filter.user_id = std::move(*user);
    return reader.runs(filter);
}

base::Result<RunDetails> Service::run(model::RunId id) {
    store::Reader& reader = store_.reader();
    auto run = find_run(reader, caller(), id);
    if (!run) {
        return tl::unexpected(std::move(run.error()));
    }
    auto attempts = reader.attempts(id);
    if (!attempts) {
        return tl::unexpected(std::move(attempts.error()));
    }
    auto items = reader.run_items(id);
    if (!items) {
        return tl::unexpected(std::move(items.error()));
    }
    return RunDetails{std::move(*run), std::move(*attempts), std::move(*items)};
}

base::Result<std::vector<model::RunItem>> Service::run_items(model::RunId id) {
    store::Reader& reader = store_.reader();
    return find_run(reader, caller(), id).and_then([&](const model::Run&) {
        return reader.run_items(id);
    });
}

}  // namespace tasksched::service
