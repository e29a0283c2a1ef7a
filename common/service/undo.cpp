#include <algorithm>
#include <utility>

#include "common/service/crontab_update.h"
#include "common/service/next_run.h"
#include "common/service/payload_of.h"
#include "common/service/service.h"

namespace tasksched::service {

namespace {

using base::ErrorCode;
using base::fail;
using base::Result;
using model::Task;
using model::TaskState;
using model::Version;

constexpr std::int64_t kRunsAtOnce = 1000;

Result<void> check_state(const Task& task) {
    if (task.state == TaskState::kCancelled) {
        return fail(ErrorCode::kInvalid,
                    "task {} is cancelled, and stays so; 'tasksched log {}' shows what it was, to "
                    "schedule it anew",
                    task.id.value, task.id.value);
    }
    if (task.state == TaskState::kDone) {
        return fail(ErrorCode::kInvalid, "task {} is done: there is nothing to undo",
                    task.id.value);
    }
    return {};
}

Result<Version> version_to_go_to(const Task& task, const UndoRequest& request) {
    if (task.version == 1) {
        return fail(ErrorCode::kInvalid, "task {} was never changed: there is nothing to undo",
                    task.id.value);
    }
    const Version to = request.to.value_or(task.version - 1);
    if (to < 1 || to >= task.version) {
        return fail(ErrorCode::kInvalid,
                    "task {} is at version {}; one from 1 to {} is expected, not {}", task.id.value,
                    task.version, task.version - 1, to);
    }
    return to;
}

Result<Task> read_version(store::Reader& reader, const Task& task, Version version) {
    auto found = reader.versions(task.id, version + 1, 1);
    if (!found) {
        return tl::unexpected(std::move(found.error()));
    }
    if (found->empty() || found->front().task.version != version) {
        return fail(ErrorCode::kInvalid, "version {} of task {} is not kept any more", version,
                    task.id.value);
    }
    return std::move(found->front().task);
}

/// How many occurrences have come up since `version` was superseded.
Result<std::int64_t> come_up_since(store::Reader& reader, const Task& task, Version version) {
    std::int64_t count = 0;
    store::RunFilter filter;
    filter.task_id = task.id;
    filter.limit = kRunsAtOnce;
    for (;;) {
        const auto runs = reader.runs(filter);
        if (!runs) {
            return tl::unexpected(runs.error());
        }
        for (const model::Run& run : *runs) {
            if (run.version > version && run.scheduled_for) {
                count += run.count.value_or(1);
            }
        }
        const bool is_last = static_cast<std::int64_t>(runs->size()) < kRunsAtOnce;
        if (is_last || runs->back().version <= version) {
            return count;
        }
        filter.before = runs->back().id;
    }
}

/// The task with the content of `old`: what it is called, when and how it runs, and whether it is
/// paused. Times that are left to run are those that were left then, but for those that ran since.
Result<Task> merged(store::Reader& reader, const Task& task, Task old) {
    const Version version = old.version;
    old.version = task.version + 1;
    old.user_id = task.user_id;
    old.created_at = task.created_at;
    old.next_run_at.reset();
    if (old.state != TaskState::kPaused) {
        old.state = TaskState::kActive;
    }
    if (!old.remaining) {
        return old;
    }
    return come_up_since(reader, task, version).map([&](std::int64_t count) {
        *old.remaining = std::max<std::int64_t>(0, *old.remaining - count);
        return std::move(old);
    });
}

/// A time that comes anyway stays as it is, so that nothing is passed over.
Result<void> set_next(const CalendarSource& calendars, const Task& task, Task& next,
                      time::Instant now) {
    if (next.state == TaskState::kPaused) {
        return {};
    }
    const bool same_times = next.schedule == task.schedule && next.jitter == task.jitter;
    if (same_times && task.state == TaskState::kActive && next.remaining != 0) {
        next.next_run_at = task.next_run_at;
        return {};
    }
    const auto at = next_after(calendars, next, time::floor_second(now));
    if (!at) {
        return tl::unexpected(at.error());
    }
    if (!*at && !schedule::at_reboot(next.schedule)) {
        return fail(ErrorCode::kInvalid,
                    "task {} cannot go back: its schedule of then is over ({}); give it a new one "
                    "with 'tasksched update {}'",
                    task.id.value, schedule::describe(next.schedule), task.id.value);
    }
    next.next_run_at = *at;
    return {};
}

class Undoing {
  public:
    Undoing(store::Transaction& transaction, const CalendarSource& calendars, store::Author author)
        : transaction_(transaction), calendars_(calendars), author_(std::move(author)) {}

    Result<UndoResponse> undo(const Task& task, const UndoRequest& request) {
        store::Reader& reader = transaction_.reader();
        const auto to = check_state(task).and_then([&] { return version_to_go_to(task, request); });
        if (!to) {
            return tl::unexpected(to.error());
        }
        auto next = read_version(reader, task, *to).and_then([&](Task old) {
            return merged(reader, task, std::move(old));
        });
        if (!next) {
            return tl::unexpected(std::move(next.error()));
        }
        if (auto set = set_next(calendars_, task, *next, author_.at); !set) {
            return tl::unexpected(std::move(set.error()));
        }
        return store(task, *next, *to);
    }

  private:
    Result<UndoResponse> store(const Task& task, const Task& next, Version to) {
        const auto payload = payload_of(transaction_.reader(), task.id, to);
        if (!payload) {
            return tl::unexpected(payload.error());
        }
        // One that cannot be read is what is to be undone.
        const auto current = payload_of(transaction_.reader(), task.id, task.version);
        auto changes = model::diff_tasks(task, current ? *current : *payload, next, *payload);
        if (changes.empty() && current) {
            return fail(ErrorCode::kInvalid,
                        "version {} of task {} is as the task is now: there is nothing to undo", to,
                        task.id.value);
        }
        const bool same_payload = current && *current == *payload;
        const auto updated =
            transaction_.tasks().update(next, same_payload ? nullptr : &*payload, author_);
        if (!updated) {
            return tl::unexpected(updated.error());
        }
        if (!*updated) {
            return fail(ErrorCode::kTryAgain, "task {} was changed meanwhile", task.id.value);
        }
        return UndoResponse{.task = next, .to = to, .changes = std::move(changes)};
    }

    store::Transaction& transaction_;
    const CalendarSource& calendars_;
    store::Author author_;
};

}  // namespace

Result<UndoResponse> Service::undo(const UndoRequest& request) {
    UndoResponse response;
    auto written = write("undo", [&](store::Transaction& transaction) -> Result<void> {
        const auto task = find_task_or_former(transaction.reader(), caller(), request.task);
        if (!task) {
            return tl::unexpected(task.error());
        }
        if (auto own = refuse_task_of_crontab(transaction.crontabs(), task->id); !own) {
            return own;
        }
        Undoing undoing(transaction, calendars_, author(caller(), "undo", clock_.now()));
        return undoing.undo(*task, request).map([&](UndoResponse undone) {
            response = std::move(undone);
        });
    });
    if (!written) {
        return tl::unexpected(std::move(written.error()));
    }
    return response;
}

}  // namespace tasksched::service
