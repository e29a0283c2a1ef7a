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

}  // namespace

std::string why_of_end(const StartedRun& run, const store::Finish& finish) {
    std::string why = finish.result.detail;
    if (why.empty() && finish.result.exit_code) {
        why = fmt::format("exit status {}", *finish.result.exit_code);
    } else if (why.empty()) {
        why = model::to_string(finish.reason);
    }
    const bool rejected = finish.reason == model::RunReason::kRejected;
    return fmt::format("{} in attempt {}: {}", rejected ? "was rejected" : "failed", run.attempt,
                       why);
}

std::string why_hidden(const model::Task& task) {
    constexpr std::string_view kHidden =
        "was under way when the daemon ended unexpectedly, and what it came to is unknown";
    return task.policies.on_crash == model::OnCrash::kFail
               ? fmt::format("{}; it counts as failed, as --on-crash says", kHidden)
               : fmt::format("{}; settle it with: tasksched resolve", kHidden);
}

std::optional<model::NewNotice> notice_of_end(const StartedRun& run, const store::Finish& finish) {
    if (finish.to != model::RunState::kFailed || run.task.policies.notify == kNobody) {
        return std::nullopt;
    }
    const bool rejected = finish.reason == model::RunReason::kRejected;
    return notice_of(run.task, run.run, run.attempt,
                     rejected ? model::NoticeKind::kRejected : model::NoticeKind::kFailed,
                     why_of_end(run, finish));
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
