#include "daemon/notices/cron_mail.h"

#include <fmt/format.h>

#include <optional>
#include <string_view>
#include <vector>

#include "common/base/text.h"
#include "common/model/mailbox.h"

namespace tasksched::daemon {
namespace {

using base::Result;

std::optional<std::string> variable(const model::CommandPayload& command, std::string_view name) {
    for (auto entry = command.env.rbegin(); entry != command.env.rend(); ++entry) {
        if (entry->first == name) {
            return entry->second;
        }
    }
    return std::nullopt;
}

/// The line that the shell was given.
const std::string& line_of(const model::CommandPayload& command) {
    return command.shell.empty() && !command.argv.empty() ? command.argv.back() : command.shell;
}

std::string mail_host(const std::string& host) {
    return model::check_address("a@" + host) ? host : "localhost";
}

Result<std::vector<std::string>> recipients_of(const JobOutput& job, const std::string& host) {
    const std::string list = variable(job.command, "MAILTO").value_or(job.task.user_id);
    std::vector<std::string> recipients;
    for (const std::string_view part : base::split(list, ',')) {
        std::string address(base::trim(part));
        if (address.find('@') == std::string::npos) {
            address += "@" + mail_host(host);
        }
        if (auto checked = model::check_address(address); !checked) {
            return base::fail(base::ErrorCode::kInvalid, "MAILTO {}: {}", base::quoted(list),
                              checked.error().message);
        }
        recipients.push_back(std::move(address));
    }
    return recipients;
}

/// All that was kept of what the job wrote.
std::string text_of(const model::Output& output) {
    if (output.left_out() <= 0) {
        return output.head + output.tail;
    }
    return fmt::format("{}\n[{} bytes are left out]\n{}", output.head, output.left_out(),
                       output.tail);
}

}  // namespace

Result<model::Mail> cron_mail(const JobOutput& job, const std::string& host) {
    auto recipients = recipients_of(job, host);
    if (!recipients) {
        return tl::unexpected(std::move(recipients.error()));
    }
    const std::string& user = job.task.user_id;
    model::Mail mail;
    mail.to = std::move(*recipients);
    const std::string from = variable(job.command, "MAILFROM").value_or("");
    mail.from = model::parse_mailbox(from) ? from : "";
    mail.subject =
        fmt::format("Cron <{}@{}> {}", user, host.substr(0, host.find('.')), line_of(job.command));
    mail.text = text_of(job.output);
    mail.text_type = variable(job.command, "CONTENT_TYPE").value_or("");
    mail.date = job.what.added_at;
    mail.message_id = fmt::format("cron.{}.{}@{}", job.what.run_id.value,
                                  job.what.added_at.time_since_epoch().count(), mail_host(host));
    if (!variable(job.command, "SHELL")) {
        mail.fields.emplace_back("X-Cron-Env", "<SHELL=/bin/sh>");
    }
    for (const auto& [name, value] : job.command.env) {
        mail.fields.emplace_back("X-Cron-Env", fmt::format("<{}={}>", name, value));
    }
    mail.fields.emplace_back("X-Cron-Env", fmt::format("<LOGNAME={}>", user));
    return mail;
}

}  // namespace tasksched::daemon
