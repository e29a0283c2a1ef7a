#include <utility>

#include "common/service/audit_entry.h"
#include "common/service/calendar_supply.h"
#include "common/service/cancel_task.h"
#include "common/service/next_run.h"
#include "common/service/service.h"

namespace tasksched::service {

namespace {

using base::Result;

std::string_view operation_name(Transition to) {
    switch (to) {
        case Transition::kCancel:
            return "cancel";
        case Transition::kPause:
            return "pause";
        case Transition::kResume:
            return "resume";
    }
    return "";
}

bool is_over(const model::Task& task) {
    return task.state == model::TaskState::kDone || task.state == model::TaskState::kCancelled;
}

class Transitioning {
  public:
    Transitioning(store::Transaction& transaction, const TransitionRequest& request,
                  const Caller& caller, CalendarSource calendars, time::Instant now)
        : transaction_(transaction),
          request_(request),
          calendars_(std::move(calendars)),
          caller_(caller),
          author_(author(caller, operation_name(request.to), now)) {}

    Result<void> apply(const model::Task& task) {
        switch (request_.to) {
            case Transition::kCancel:
                return cancel(task);
            case Transition::kPause:
                return pause(task);
            case Transition::kResume:
                return resume(task);
        }
        return {};
    }

    [[nodiscard]] TransitionResponse response() const { return response_; }

  private:
    Result<void> cancel(const model::Task& task) {
        const auto cancelled =
            cancel_task(transaction_, task, model::RunReason::kTaskCancelled, author_);
        if (!cancelled) {
            return tl::unexpected(cancelled.error());
        }
        response_.changed += cancelled->changed ? 1 : 0;
        response_.runs_cancelled += cancelled->runs_cancelled;
        const auto kills = request_.kill ? transaction_.tasks().request_kill_of(task.id, author_.at)
                                         : Result<std::int64_t>(0);
        if (!kills) {
            return tl::unexpected(kills.error());
        }
        response_.kills_requested += *kills;
        // The end of a task has its entry by its new version.
        const bool is_of_runs_alone = !cancelled->changed && cancelled->runs_cancelled + *kills > 0;
        return is_of_runs_alone ? transaction_.tasks().record(
                                      audit_entry(caller_, author_.operation, task, author_.at))
                                : Result<void>();
    }

    Result<void> pause(const model::Task& task) {
        if (is_over(task)) {
            return refuse(task);
        }
        if (task.state == model::TaskState::kPaused) {
            return {};
        }
        return move(task, model::TaskState::kPaused, std::nullopt);
    }

    Result<void> resume(const model::Task& task) {
        if (is_over(task)) {
            return refuse(task);
        }
        if (task.state == model::TaskState::kActive) {
            return {};
        }
        const auto next = next_after(calendars_, task, time::floor_second(author_.at));
        if (!next) {
            return tl::unexpected(next.error());
        }
        if (!*next && !schedule::at_reboot(task.schedule)) {
            return base::fail(base::ErrorCode::kInvalid,
                              "task {} cannot be resumed: its schedule is over ({}); give it a new "
                              "one with 'tasksched update {}' first",
                              task.id.value, schedule::describe(task.schedule), task.id.value);
        }
        return move(task, model::TaskState::kActive, *next);
    }

    Result<void> move(const model::Task& task, model::TaskState state,
                      std::optional<time::Second> next) {
        const auto moved =
            transaction_.tasks().set_state(task.id, task.version, state, next, author_);
        if (!moved) {
            return tl::unexpected(moved.error());
        }
        if (!*moved) {
            return base::fail(base::ErrorCode::kTryAgain, "task {} was changed meanwhile",
                              task.id.value);
        }
        ++response_.changed;
        return {};
    }

    [[nodiscard]] Result<void> refuse(const model::Task& task) const {
        return base::fail(base::ErrorCode::kInvalid, "task {} is {}: there is nothing to {}",
                          task.id.value, model::to_string(task.state), operation_name(request_.to));
    }

    store::Transaction& transaction_;
    const TransitionRequest& request_;
    CalendarSource calendars_;
    Caller caller_;
    store::Author author_;
    TransitionResponse response_;
};

Result<void> check_request(const TransitionRequest& request) {
    if (request.tasks.empty()) {
        return base::fail(base::ErrorCode::kInvalid, "no task: give ID|NAME");
    }
    if (request.kill && request.to != Transition::kCancel) {
        return base::fail(base::ErrorCode::kInvalid, "--kill goes with 'cancel' only");
    }
    return {};
}

}  // namespace

Result<TransitionResponse> Service::transition(const TransitionRequest& request) {
    if (auto checked = check_request(request); !checked) {
        return tl::unexpected(std::move(checked.error()));
    }
    TransitionResponse response;
    auto written =
        write(operation_name(request.to), [&](store::Transaction& transaction) -> Result<void> {
            Transitioning transitioning(transaction, request, caller(), calendars_, clock_.now());
            for (const TaskRef& ref : request.tasks) {
                const auto task = find_task_or_former(transaction.reader(), caller(), ref);
                if (!task) {
                    return tl::unexpected(task.error());
                }
                if (auto applied = transitioning.apply(*task); !applied) {
                    return applied;
                }
            }
            response = transitioning.response();
            return {};
        });
    if (!written) {
        return tl::unexpected(std::move(written.error()));
    }
    return response;
}

}  // namespace tasksched::service
