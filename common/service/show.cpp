#include "common/service/missed.h"
#include "common/service/next_run.h"
#include "common/service/payload_of.h"
#include "common/service/service.h"

namespace tasksched::service {

namespace {

constexpr std::int64_t kLatestRuns = 5;

}  // namespace

base::Result<TaskDetails> Service::show(const TaskRef& ref) {
    store::Reader& reader = store_.reader();
    auto task = find_task_or_former(reader, caller(), ref);
    if (!task) {
        return tl::unexpected(std::move(task.error()));
    }
    if (auto shown = show_next_run(calendars_, *task); !shown) {
        return tl::unexpected(std::move(shown.error()));
    }
    auto payload = payload_of(reader, task->id, task->version);
    if (!payload) {
        return tl::unexpected(std::move(payload.error()));
    }
    store::RunFilter filter;
    filter.task_id = task->id;
    filter.limit = kLatestRuns;
    auto runs = reader.runs(filter);
    if (!runs) {
        return tl::unexpected(std::move(runs.error()));
    }
    auto missed = missed_of_task(reader, task->id, clock_.now());
    if (!missed) {
        return tl::unexpected(std::move(missed.error()));
    }
    auto line = store_.crontabs().line_of(task->id);
    if (!line) {
        return tl::unexpected(std::move(line.error()));
    }
    return TaskDetails{std::move(*task), std::move(*payload), std::move(*runs), std::move(*missed),
                       std::move(*line)};
}

}  // namespace tasksched::service
