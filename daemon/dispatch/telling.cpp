#include "daemon/dispatch/telling.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>
#include <variant>

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

/// MAILTO is empty.
bool mail_is_unwanted(const model::CommandPayload& command) {
    const auto& env = command.env;
    const auto mailto = std::find_if(
        env.rbegin(), env.rend(), [](const auto& variable) { return variable.first == "MAILTO"; });
    return mailto != env.rend() && mailto->second.empty();
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

base::Result<bool> mail_output(store::Transaction& transaction, const StartedRun& run,
                               const store::Finish& finish) {
    const auto* const command = std::get_if<model::CommandPayload>(&run.payload);
    const bool succeeded = finish.to == model::RunState::kSucceeded;
    if (command == nullptr || finish.result.output.total_bytes == 0 ||
        (!succeeded && finish.to != model::RunState::kFailed) || mail_is_unwanted(*command)) {
        return false;
    }
    const auto line = transaction.crontabs().line_of(run.run.task_id);
    if (!line) {
        return tl::unexpected(line.error());
    }
    if (!*line || ((*line)->mail_failures_only && succeeded)) {
        return false;
    }
    return transaction.output_mails()
        .add({.run_id = run.run.id,
              .task_id = run.run.task_id,
              .attempt = run.attempt,
              .added_at = finish.finished_at})
        .map([] { return true; });
}

}  // namespace tasksched::daemon
