#include "daemon/plugins/report/report_plugin.h"

#include <fmt/format.h>

#include <chrono>
#include <utility>
#include <variant>

#include "daemon/plugins/report/report_mail.h"
#include "daemon/plugins/report/report_result.h"

namespace tasksched::daemon {
namespace {

using Result = std::optional<model::AttemptResult>;

/// A table with a part missing is of little use.
constexpr std::int64_t kOutputHead = std::int64_t{1024} * 1024;

const model::ReportPayload& report_of(const AttemptContext& context) {
    return std::get<model::ReportPayload>(context.payload);
}

/// The store does not answer for this attempt: the next one finds things as they stand.
model::AttemptResult not_kept(const base::Error& error) {
    model::AttemptResult result;
    result.outcome = model::Outcome::kTransient;
    result.detail = error.message;
    return result;
}

}  // namespace

model::CommandPayload program_of(const model::ReportPayload& report, const QueryProgram& query,
                                 const std::string& user, const std::string& config_file) {
    if (report.sql.empty()) {
        return report.program;
    }
    model::CommandPayload program;
    program.argv = {query.program};
    if (!config_file.empty()) {
        program.argv.insert(program.argv.end(), {"--config", config_file});
    }
    program.argv.insert(program.argv.end(), {"--store", query.store, "--user", user, "query", "-"});
    program.standard_input = report.sql;
    return program;
}

asio::awaitable<Result> ReportPlugin::carry_out(AttemptContext context, AttemptControl& control) {
    auto kept = co_await context.keeper->kept();
    if (!kept) {
        co_return not_kept(kept.error());
    }
    if (*kept) {
        if (context.begin == AttemptBegin::kResume) {
            commands_->recorded(context.run.id, context.attempt);
        }
        co_return co_await send(context, std::move(**kept), control);
    }
    auto result = co_await run_program(context, control);
    if (!result || is_without_mail(*result) ||
        runs_again(context.policies, context.attempt, *result)) {
        co_return result;
    }
    model::KeptResult now;
    now.attempt = context.attempt;
    now.result = std::move(*result);
    now.items = recipients_of(report_of(context));
    const auto done = co_await context.keeper->keep(now.result, now.items);
    if (!done) {
        co_return not_kept(done.error());
    }
    commands_->recorded(context.run.id, context.attempt);
    co_return co_await send(context, std::move(now), control);
}

asio::awaitable<Result> ReportPlugin::run_program(const AttemptContext& context,
                                                  AttemptControl& control) {
    AttemptContext command = context;
    command.payload = program_of(report_of(context), query_, context.run.user_id, config_file_);
    command.output_head = kOutputHead;
    command.journal = nullptr;
    command.keeper = nullptr;
    co_return co_await commands_->carry_out(std::move(command), control);
}

/// Mails what was kept to those who do not have it.
asio::awaitable<Result> ReportPlugin::send(const AttemptContext& context, model::KeptResult kept,
                                           AttemptControl& control) {
    const auto open = open_items(kept.items);
    if (open.empty()) {
        co_return result_of(kept, context.attempt);
    }
    const time::Instant now =
        std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
    for (const std::size_t i : open) {
        kept.items[i].state = model::ItemState::kSent;
        kept.items[i].first_sent_at = kept.items[i].first_sent_at.value_or(now);
    }
    const auto begun = co_await context.journal->record(kept.items);
    if (!begun) {
        co_return not_kept(begun.error());
    }
    model::Mail mail = mail_of(context, kept);
    for (const std::size_t i : open) {
        mail.to.push_back(kept.items[i].label);
    }
    const MailResult sent = co_await mail_.send(std::move(mail), control);
    if (control.requested() == EndRequest::kAbandon) {
        co_return std::nullopt;
    }
    note_replies(kept.items, open, sent);
    const auto noted = co_await context.journal->record(kept.items);
    if (!noted) {
        co_return not_kept(noted.error());
    }
    model::AttemptResult result = result_of(kept, context.attempt);
    if (control.requested() == EndRequest::kKill && result.outcome == model::Outcome::kTransient) {
        result.outcome = model::Outcome::kPermanent;
        result.reason = model::RunReason::kKilled;
    }
    co_return result;
}

model::Mail ReportPlugin::mail_of(const AttemptContext& context,
                                  const model::KeptResult& kept) const {
    const ReportedRun run{.task_id = context.run.task_id,
                          .run_id = context.run.id,
                          .task_name = context.task_name,
                          .scheduled_for = context.run.scheduled_for,
                          .ended_at = kept.result.finished_at.value_or(context.run.created_at),
                          .zone = context.zone.value_or(time::Zone())};
    model::Mail mail = report_mail(report_of(context), run, kept.result);
    mail.message_id = fmt::format("tasksched.report.{}.{}.{}.{}@{}", context.run.task_id.value,
                                  context.run.id.value, kept.attempt,
                                  context.run.created_at.time_since_epoch().count(), host_);
    mail.date = kept.result.finished_at;
    for (const model::RunItem& item : kept.items) {
        mail.shown_to.push_back(item.label);
    }
    return mail;
}

}  // namespace tasksched::daemon
