#include "daemon/dispatch/telling.h"

#include <fmt/format.h>

#include <string_view>
#include <utility>

namespace tasksched::daemon {
namespace {

constexpr std::string_view kNobody = "none";

model::NewNotice notice_of(const model::Task& task, const model::Run& run, int attempt,
                           model::NoticeKind kind, std::string why) {
    return {.task_id = task.id,
            .user_id = task.user_id,
            .run_id = run.id,
            .attempt = attempt,
            .kind = kind,
            .why = std::move(why)};
}

/// Whether this attempt brought a rejection, whatever becomes of the run's other parts.
bool has_rejection(const store::Finish& finish) {
    return finish.result.items && finish.result.items->newly_rejected > 0;
}

/// Of a rejection the user is told when it comes, not again where the other parts end well.
bool was_told(const store::Finish& finish) {
    const auto& items = finish.result.items;
    return items && items->rejected > 0 && items->failed + items->pending == 0;
}

std::optional<model::NoticeKind> kind_of_end(const store::Finish& finish) {
    if (has_rejection(finish)) {
        return model::NoticeKind::kRejected;
    }
    if (finish.to == model::RunState::kUnknown) {
        return model::NoticeKind::kUnknown;
    }
    return finish.to == model::RunState::kFailed && !was_told(finish)
               ? std::optional(model::NoticeKind::kFailed)
               : std::nullopt;
}

}  // namespace

std::string why_of_end(const StartedRun& run, const store::Finish& finish) {
    std::string why = finish.result.detail;
    if (why.empty() && finish.result.exit_code) {
        why = fmt::format("exit status {}", *finish.result.exit_code);
    } else if (why.empty()) {
        why = model::to_string(finish.reason);
    }
    if (has_rejection(finish)) {
        return fmt::format("was rejected in attempt {}, and its task is cancelled: {}", run.attempt,
                           why);
    }
    if (finish.to == model::RunState::kUnknown) {
        return fmt::format(
            "is unknown after attempt {}: {}; look at 'tasksched runs --items', find out what came "
            "of it, and settle it with: tasksched resolve",
            run.attempt, why);
    }
    return fmt::format("failed in attempt {}: {}", run.attempt, why);
}

std::string why_hidden(const model::Task& task) {
    constexpr std::string_view kHidden =
        "was under way when the daemon ended unexpectedly, and what it came to is unknown";
    return task.policies.on_crash == model::OnCrash::kFail
               ? fmt::format("{}; it counts as failed, as --on-crash says", kHidden)
               : fmt::format("{}; settle it with: tasksched resolve", kHidden);
}

std::optional<model::NewNotice> notice_of_end(const StartedRun& run, const store::Finish& finish) {
    const auto kind = kind_of_end(finish);
    if (!kind || run.task.policies.notify == kNobody) {
        return std::nullopt;
    }
    return notice_of(run.task, run.run, run.attempt, *kind, why_of_end(run, finish));
}

std::optional<model::NewNotice> notice_of_hidden(const model::Task& task, const model::Run& run) {
    if (task.policies.notify == kNobody) {
        return std::nullopt;
    }
    return notice_of(task, run, run.attempt, model::NoticeKind::kUnknown, why_hidden(task));
}

base::Result<void> tell(store::Transaction& transaction,
                        const std::optional<model::NewNotice>& notice, time::Instant at) {
    return notice ? transaction.notices().add(*notice, at) : base::Result<void>();
}

}  // namespace tasksched::daemon
