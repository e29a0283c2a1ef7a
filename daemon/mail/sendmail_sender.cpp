#include "daemon/mail/sendmail_sender.h"

#include <sysexits.h>
#include <unistd.h>

#include <cstdint>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "common/base/text.h"
#include "daemon/mail/preparation.h"

namespace tasksched::daemon {
namespace {

using model::Outcome;

/// What an order to the supervisor has room for, with some to spare.
constexpr std::size_t kMostBytes = std::size_t{15} * 1024 * 1024;
constexpr std::size_t kLongestOutput = 300;

/// Programs of this system expect its line ends.
std::string with_unix_lines(std::string_view content) {
    std::string lines;
    lines.reserve(content.size());
    for (std::size_t i = 0; i < content.size(); ++i) {
        if (content[i] != '\r' || i + 1 == content.size() || content[i + 1] != '\n') {
            lines += content[i];
        }
    }
    return lines;
}

/// The answers that another try would not change.
bool is_permanent(int exit_code) {
    return exit_code == EX_USAGE || exit_code == EX_DATAERR || exit_code == EX_NOUSER ||
           exit_code == EX_NOHOST || exit_code == EX_NOPERM;
}

std::string describe(const std::string& program, const model::AttemptResult& result) {
    std::string text = fmt::format("{}: ", program);
    if (!result.detail.empty()) {
        text += result.detail;
    } else if (result.exit_code) {
        text += fmt::format("exit status {}", *result.exit_code);
    } else {
        text += "ended by a signal";
    }
    const std::string said(base::trim(result.output.head));
    if (!said.empty()) {
        text += fmt::format(": {}", said.substr(0, kLongestOutput));
    }
    return base::escape_control(text);
}

}  // namespace

SendmailSender::SendmailSender(Plugin& command_plugin) : plugin_(command_plugin) {}

void SendmailSender::configure(const config::Email& email) {
    program_ = *email.sendmail;
    from_ = *email.from;
    timeout_ = *email.timeout;
}

bool SendmailSender::is_there() const { return ::access(program_.c_str(), X_OK) == 0; }

AttemptContext SendmailSender::errand(const std::string& content) {
    model::CommandPayload payload;
    payload.argv = {program_, "-i", "-t"};
    payload.cwd = "/";
    payload.standard_input = with_unix_lines(content);
    AttemptContext context;
    context.errand = std::uniform_int_distribution<std::int64_t>(
        1, std::numeric_limits<std::int64_t>::max())(random_);
    context.payload = std::move(payload);
    context.policies.timeout = timeout_;
    return context;
}

asio::awaitable<MailResult> SendmailSender::send(model::Mail mail, AttemptControl& control) {
    const std::size_t count = mail.to.size();
    if (!is_there()) {
        co_return all_alike(
            count, Outcome::kTransient,
            fmt::format("no way to send mail: no [email] server is set, and there is no {}",
                        program_));
    }
    mail.shown_to.clear();
    const auto message = prepare(std::move(mail), from_);
    if (!message) {
        co_return all_alike(count, Outcome::kPermanent, message.error().message);
    }
    if (message->content.size() > kMostBytes) {
        co_return all_alike(count, Outcome::kPermanent,
                            fmt::format("the message has {} bytes, {} are allowed by sendmail",
                                        message->content.size(), kMostBytes));
    }
    if (!co_await plugin_.until_ready()) {
        co_return all_alike(count, Outcome::kTransient, "the supervisor is gone");
    }
    AttemptContext context = errand(message->content);
    context.supervisor = plugin_.supervisor();
    const model::RunId name = errand_name(*context.errand);
    const int attempt = context.attempt;
    const auto result = co_await plugin_.carry_out(std::move(context), control);
    if (result) {
        plugin_.recorded(name, attempt);
    }
    if (!result) {
        co_return all_alike(count, Outcome::kTransient,
                            "what sendmail came to is not known; it may have taken the message");
    }
    if (result->outcome == Outcome::kSuccess) {
        co_return all_alike(count, Outcome::kSuccess, fmt::format("taken by {}", program_));
    }
    const bool is_final = result->exit_code && is_permanent(*result->exit_code);
    co_return all_alike(count, is_final ? Outcome::kPermanent : Outcome::kTransient,
                        describe(program_, *result));
}

}  // namespace tasksched::daemon
