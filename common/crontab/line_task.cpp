#include "common/crontab/line_task.h"

#include <string_view>
#include <utility>
#include <vector>

#include "common/base/check.h"
#include "common/base/text.h"
#include "common/model/resolve_policies.h"
#include "common/schedule/schedule.h"

namespace tasksched::crontab {

namespace {

using base::Result;
using model::CommandPayload;
using model::Task;

constexpr std::string_view kPath = "/usr/bin:/bin";
constexpr std::string_view kShell = "/bin/sh";

/// Whom the command runs as is no variable's business.
constexpr std::string_view kLogName = "LOGNAME";

Variables::List environment_of(const Variables::List& variables) {
    Variables::List environment;
    environment.reserve(variables.size() + 1);
    if (!value_of(variables, "PATH")) {
        environment.emplace_back("PATH", kPath);
    }
    for (const auto& variable : variables) {
        if (variable.first != kLogName) {
            environment.push_back(variable);
        }
    }
    return environment;
}

/// The command's own form is a line for /bin/sh; what that does not take is handed to the shell as
/// a word.
void set_command(const std::string& command, std::string_view shell, CommandPayload& payload) {
    const bool is_line =
        command.find_first_of("\r\n") == std::string::npos && !base::trim(command).empty();
    if (is_line && shell == kShell) {
        payload.shell = command;
    } else {
        payload.argv = {std::string(shell), "-c", command};
    }
}

CommandPayload payload_of(const JobLine& job) {
    const Variables::List& variables = *job.variables;
    CommandPayload payload;
    const auto shell = value_of(variables, "SHELL").value_or(kShell);
    set_command(job.command.command, shell.empty() ? kShell : shell, payload);
    payload.env = environment_of(variables);
    payload.standard_input = job.command.standard_input;
    if (const auto home = value_of(variables, "HOME"); home && home->starts_with('/')) {
        payload.cwd = *home;
    }
    return payload;
}

Result<void> check_size(const CommandPayload& payload) {
    std::size_t bytes = payload.shell.size() + payload.cwd.size();
    for (const std::string& word : payload.argv) {
        bytes += word.size();
    }
    for (const auto& [name, value] : payload.env) {
        bytes += name.size() + value.size();
    }
    bytes += payload.standard_input ? payload.standard_input->size() : 0;
    if (bytes > model::kMaxPayloadBytes) {
        return base::fail(base::ErrorCode::kInvalid,
                          "the command has {} bytes with its input and variables, {} are allowed",
                          bytes, model::kMaxPayloadBytes);
    }
    return {};
}

Result<void> apply_options(const JobLine& job, Task& task) {
    task.policies.catch_up = model::CatchUp::kNone;
    task.policies.overlap = job.flags.single ? model::Overlap::kSkip : model::Overlap::kAllow;
    if (!job.options) {
        return {};
    }
    task.name = job.options->name.value_or("");
    return model::apply_policies(*job.options, task.policies);
}

}  // namespace

Result<LineTask> task_of(const JobLine& job, const LineContext& context) {
    TASKSCHED_CHECK(job.when.has_value());
    LineTask made{.task = {}, .payload = payload_of(job)};
    Task& task = made.task;
    task.user_id = context.user_id;
    task.type = CommandPayload::kType.name;
    task.schedule.rule = *job.when;
    task.schedule.zone = job.zone.value_or(context.zone);
    task.created_at = context.now;
    task.jitter = job.when->at_reboot() ? std::chrono::seconds(0) : job.random_delay;
    return check_size(made.payload).and_then([&] { return apply_options(job, task); }).map([&] {
        task.next_run_at = model::next_occurrence(task, time::floor_second(context.now));
        return std::move(made);
    });
}

std::string definition_of(const JobLine& job) {
    std::string text;
    const auto add = [&text](std::string_view part) {
        text += part;
        text += '\0';  // no part holds one
    };
    add(job.when ? job.when->text() : std::string_view());
    add(job.zone ? job.zone->name() : std::string_view());
    add(job.user);
    add(job.command.command);
    add(job.command.standard_input ? "<" + *job.command.standard_input : std::string());
    add(std::to_string((job.flags.mail_failures_only ? 1 : 0) | (job.flags.quiet ? 2 : 0) |
                       (job.flags.single ? 4 : 0)));
    add(std::to_string(job.random_delay.count()));
    add(job.options ? model::format_task_spec(*job.options) : std::string());
    for (const auto& [name, value] : *job.variables) {
        add(name);
        add(value);
    }
    return text;
}

}  // namespace tasksched::crontab
