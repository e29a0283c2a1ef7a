#include "daemon/connections.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <chrono>
#include <exception>
#include <optional>
#include <utility>

#include "common/base/text.h"
#include "daemon/mail/smtp_sender.h"
#include "daemon/transfer/smtp_client.h"

namespace tasksched::daemon {
namespace {

using State = ConnectionCheck::State;

constexpr std::chrono::seconds kPatience{30};
constexpr const char* kSendmail = "/usr/sbin/sendmail";

ConnectionCheck check_smtp(const config::Email& email) {
    asio::io_context loop;
    SmtpClient client(loop, smtp_server(email));
    AttemptControl control(loop.get_executor(), {});
    std::optional<TransferError> failure;
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    asio::co_spawn(loop, client.probe(deadline, control),
                   [&](const std::exception_ptr&, std::optional<TransferError> result) {
                       failure = std::move(result);
                       loop.stop();
                   });
    loop.run();
    ConnectionCheck check{.section = "email", .place = *email.server, .state = {}, .message = {}};
    if (failure) {
        check.state = State::kFailed;
        check.message = failure->message;
    }
    return check;
}

ConnectionCheck check_mail(const config::Email& email) {
    if (!email.server->empty()) {
        return check_smtp(email);
    }
    const bool is_there = ::access(kSendmail, X_OK) == 0;
    return {.section = "email",
            .place = kSendmail,
            .state = is_there ? State::kGood : State::kAbsent,
            .message = is_there ? "" : "no [email] server is set, and there is no sendmail"};
}

std::string_view word_for(State state) {
    switch (state) {
        case State::kGood:
            return "good";
        case State::kFailed:
            return "failed";
        case State::kAbsent:
            break;
    }
    return "absent";
}

}  // namespace

std::vector<ConnectionCheck> check_connections(const config::Config& config) {
    return {check_mail(config.email)};
}

std::string to_lines(const std::vector<ConnectionCheck>& checks) {
    std::string lines;
    for (const ConnectionCheck& check : checks) {
        lines += fmt::format("{}\t{}\t{}\t{}\n", check.section, base::escape_control(check.place),
                             word_for(check.state), base::escape_control(check.message));
    }
    return lines;
}

}  // namespace tasksched::daemon
