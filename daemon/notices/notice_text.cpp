#include "daemon/notices/notice_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

#include "common/base/text.h"
#include "common/schedule/schedule.h"
#include "common/time/time_text.h"

namespace tasksched::daemon {
namespace {

/// How much of the run's output the text holds.
constexpr std::size_t kOutputTail = 4096;

/// How many tasks a message on several names.
constexpr std::size_t kMostListed = 50;

std::string_view word_of(model::NoticeKind kind) {
    switch (kind) {
        case model::NoticeKind::kFailed:
            return "failed";
        case model::NoticeKind::kRejected:
            return "was rejected";
        case model::NoticeKind::kUnknown:
            break;
    }
    return "is unknown";
}

/// The lines of `text`, each escaped, with their ends and tabs.
std::string escaped_lines(std::string_view text) {
    std::string escaped;
    for (const std::string_view line : base::split(text, '\n')) {
        std::string_view separator;
        for (const std::string_view part : base::split(line, '\t')) {
            escaped += separator;
            escaped += base::escape_control(part);
            separator = "\t";
        }
        escaped += '\n';
    }
    escaped.pop_back();
    return escaped;
}

/// The end of what the attempt wrote, from the beginning of a line on where one is near.
std::string end_of(const model::Output& output) {
    std::string_view last = output.tail.empty() ? output.head : output.tail;
    if (last.size() > kOutputTail) {
        last.remove_prefix(last.size() - kOutputTail);
        const std::size_t line = last.find('\n');
        last.remove_prefix(line == std::string_view::npos || line > kOutputTail / 2 ? 0 : line + 1);
    }
    return escaped_lines(last);
}

std::string time_in(const model::Task& task, time::Instant at) {
    return time::format_time(time::floor_second(at), task.schedule.zone);
}

std::string state_of(const model::Task& task) {
    if (task.state != model::TaskState::kActive) {
        return fmt::format("{}: it has no more runs", model::to_string(task.state));
    }
    return task.next_run_at ? fmt::format("active, next due at {}",
                                          time::format_time(*task.next_run_at, task.schedule.zone))
                            : std::string("active");
}

std::string scheduled_for(const ToldNotice& told) {
    if (!told.run || !told.run->scheduled_for) {
        return "asked for by hand";
    }
    return time::format_time(*told.run->scheduled_for, told.task.schedule.zone);
}

std::string first_line(const ToldNotice& told) {
    return fmt::format("{}: run {} {}", name_of(told.task), told.notice.what.run_id.value,
                       base::escape_control(told.notice.what.why));
}

std::string details_of(const ToldNotice& told) {
    const model::Notice& notice = told.notice;
    const std::int64_t run = notice.what.run_id.value;
    std::string text = fmt::format("user: {}\nscheduled for: {}\nhappened at: {}\n",
                                   base::escape_control(told.task.user_id), scheduled_for(told),
                                   time_in(told.task, notice.happened_at));
    if (notice.count > 1) {
        text += fmt::format("how often: {} times since {}; you are told of all of them at once\n",
                            notice.count, time_in(told.task, notice.first_at));
    }
    text += fmt::format("the task: {}\nmore: tasksched logs {}\n", state_of(told.task), run);
    if (notice.what.kind == model::NoticeKind::kUnknown) {
        text +=
            fmt::format("settle it: tasksched resolve {} --succeeded, --failed or --retry\n", run);
    }
    const std::string output = end_of(told.output);
    return output.empty() ? text : text + "\nThe end of its output:\n" + output;
}

std::string list_of(const NoticeMessage& message) {
    std::string text = fmt::format("{} tasks need a look; more: tasksched runs --state failed\n\n",
                                   message.notices.size());
    const std::size_t listed = std::min(message.notices.size(), kMostListed);
    for (std::size_t i = 0; i < listed; ++i) {
        const ToldNotice& told = message.notices[i];
        text += fmt::format(
            "{} {}{}\n", time_in(told.task, told.notice.happened_at), first_line(told),
            told.notice.count > 1 ? fmt::format(" ({} times)", told.notice.count) : std::string());
    }
    if (listed < message.notices.size()) {
        text += fmt::format("... and {} more\n", message.notices.size() - listed);
    }
    return text;
}

}  // namespace

std::string name_of(const model::Task& task) {
    return task.name.empty()
               ? fmt::format("task {}", task.id.value)
               : fmt::format("task {} ({})", task.id.value, base::escape_control(task.name));
}

std::string subject_of(const NoticeMessage& message) {
    if (message.notices.size() > 1) {
        return fmt::format("tasksched: {} tasks need a look", message.notices.size());
    }
    const ToldNotice& told = message.notices.front();
    return fmt::format(
        "tasksched: {} {}{}", name_of(told.task), word_of(told.notice.what.kind),
        told.notice.count > 1 ? fmt::format(" ({} times)", told.notice.count) : std::string());
}

std::string text_of(const NoticeMessage& message) {
    if (message.notices.size() > 1) {
        return list_of(message);
    }
    const ToldNotice& told = message.notices.front();
    return first_line(told) + "\n\n" + details_of(told);
}

std::string message_id_of(const NoticeMessage& message, std::string_view host) {
    return fmt::format("tasksched.notice.{}.{}@{}", message.id.value,
                       message.tried_since.time_since_epoch().count(), host);
}

}  // namespace tasksched::daemon
