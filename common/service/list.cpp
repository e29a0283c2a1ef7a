#include <algorithm>

#include "common/service/next_run.h"
#include "common/service/service.h"

namespace tasksched::service {

namespace {

/// What the store found by when tasks come up may run later than that, for its calendars.
void keep_due_before(time::Second end, std::vector<model::Task>& tasks) {
    std::erase_if(tasks, [end](const model::Task& task) {
        return !task.next_run_at || *task.next_run_at >= end;
    });
    std::stable_sort(tasks.begin(), tasks.end(), [](const model::Task& a, const model::Task& b) {
        return a.next_run_at < b.next_run_at;
    });
}

}  // namespace

base::Result<std::vector<model::Task>> Service::list(const ListRequest& request) {
    auto user = user_to_list(caller(), request.filter.user_id);
    if (!user) {
        return tl::unexpected(std::move(user.error()));
    }
    if (request.filter.limit < 1) {
        return base::fail(base::ErrorCode::kInvalid, "--limit: {} is less than 1",
                          request.filter.limit);
    }
    store::TaskFilter filter = request.filter;
    filter.user_id = std::move(*user);
    auto tasks = store_.reader().tasks(filter);
    if (!tasks) {
        return tasks;
    }
    for (model::Task& task : *tasks) {
        if (auto shown = show_next_run(calendars_, task); !shown) {
            return tl::unexpected(std::move(shown.error()));
        }
    }
    if (filter.due_before) {
        keep_due_before(*filter.due_before, *tasks);
    }
    return tasks;
}

}  // namespace tasksched::service
