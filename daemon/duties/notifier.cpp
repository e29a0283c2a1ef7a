#include "daemon/duties/notifier.h"

#include <fmt/format.h>

#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <chrono>
#include <cstdint>
#include <limits>
#include <string_view>
#include <utility>

#include "common/time/time_text.h"
#include "daemon/log.h"

namespace tasksched::daemon {
namespace {

constexpr std::string_view kNone = "none";

/// The command may not take longer than this: it stands between a failure and the user.
constexpr std::chrono::seconds kTimeout{60};

/// How much of the run's output the text holds.
constexpr std::size_t kOutputTail = 4096;

std::string name_of(const model::Task& task) {
    return task.name.empty() ? fmt::format("task {}", task.id.value)
                             : fmt::format("task {} ({})", task.id.value, task.name);
}

std::string failure_text(const StartedRun& run, const store::Finish& finish) {
    std::string why = finish.result.detail;
    if (why.empty() && finish.result.exit_code) {
        why = fmt::format("exit status {}", *finish.result.exit_code);
    } else if (why.empty()) {
        why = model::to_string(finish.reason);
    }
    return fmt::format("failed in attempt {}: {}", run.attempt, why);
}

std::string end_of(const model::Output& output) {
    const std::string& last = output.tail.empty() ? output.head : output.tail;
    return last.size() <= kOutputTail ? last : last.substr(last.size() - kOutputTail);
}

std::string text_for_user(const model::Task& task, const model::Run& run, const std::string& what,
                          const std::string& output) {
    const std::string when = run.scheduled_for
                                 ? time::format_time(*run.scheduled_for, task.schedule.zone)
                                 : "asked for by hand";
    return fmt::format("{}: run {} {}\n\nscheduled for: {}\nmore: tasksched logs {}\n{}{}",
                       name_of(task), run.id.value, what, when, run.id.value,
                       output.empty() ? "" : "\nThe end of its output:\n", output);
}

}  // namespace

void Notifier::configure(const config::Config& config) {
    command_ = *config.notify.command;
    default_address_ = *config.notify.default_address;
    addresses_.clear();
    for (const auto& [user, address] : config.user_notify) {
        addresses_[user] = *address;
    }
}

void Notifier::tell_failure(const StartedRun& run, const store::Finish& finish) {
    tell(run.task, run.run, failure_text(run, finish), end_of(finish.result.output));
}

void Notifier::tell_rejected(const StartedRun& run, const store::Finish& finish) {
    tell(run.task, run.run,
         fmt::format("was rejected in attempt {}, and its task is cancelled: {}", run.attempt,
                     finish.result.detail),
         "");
}

void Notifier::tell_unanswered(const StartedRun& run, const store::Finish& finish) {
    tell(run.task, run.run,
         fmt::format("is unknown after attempt {}: {}; look at 'tasksched runs --items', find out "
                     "what came of it, and settle it with: tasksched resolve",
                     run.attempt, finish.result.detail),
         "");
}

void Notifier::tell_hidden(const model::Task& task, const model::Run& run) {
    tell(task, run,
         "was under way when the daemon ended unexpectedly, and what it came to is unknown; settle "
         "it with: tasksched resolve",
         "");
}

std::string Notifier::address_of(const model::Task& task) const {
    if (!task.policies.notify.empty()) {
        return task.policies.notify;
    }
    const auto found = addresses_.find(task.user_id);
    return found == addresses_.end() ? default_address_ : found->second;
}

void Notifier::tell(const model::Task& task, const model::Run& run, const std::string& what,
                    const std::string& output) {
    const std::string address = address_of(task);
    log_warning("run={} task={} user={} notify={}: {}", run.id.value, task.id.value, task.user_id,
                address.empty() ? kNone : address, what);
    if (command_.empty() || address == kNone) {
        return;
    }
    model::CommandPayload payload;
    payload.argv = command_;
    payload.env = {{"TASKSCHED_NOTIFY", address}};
    payload.standard_input = text_for_user(task, run, what, output);
    AttemptContext context;
    context.run = run;
    context.errand = std::uniform_int_distribution<std::int64_t>(
        1, std::numeric_limits<std::int64_t>::max())(random_);
    context.payload = std::move(payload);
    context.policies.timeout = kTimeout;
    asio::co_spawn(loop_, run_command(std::move(context)), asio::detached);
}

asio::awaitable<void> Notifier::run_command(AttemptContext context) {
    const auto run = context.run.id.value;
    if (!co_await plugin_.until_ready()) {
        co_return;
    }
    context.supervisor = plugin_.supervisor();
    AttemptControl control(loop_.get_executor(), [](const model::ProcessIdentity&) {});
    const auto result = co_await plugin_.carry_out(std::move(context), control);
    if (!result || result->outcome != model::Outcome::kSuccess) {
        log_error("run={}: the notify command failed: {}", run,
                  result ? result->detail : "the supervisor is gone");
    }
}

}  // namespace tasksched::daemon
