#include "daemon/connections.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <chrono>
#include <cstdint>
#include <exception>
#include <optional>
#include <utility>

#include "common/base/text.h"
#include "common/config/secret.h"
#include "daemon/mail/smtp_sender.h"
#include "daemon/plugins/payment/payment_settings.h"
#include "daemon/transfer/connect_probe.h"
#include "daemon/transfer/smtp_client.h"
#include "daemon/transfer/transfer_engine.h"

namespace tasksched::daemon {
namespace {

using State = ConnectionCheck::State;

constexpr std::chrono::seconds kPatience{30};
constexpr std::uint64_t kFewDescriptors = 256;

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
    const bool is_there = ::access(email.sendmail->c_str(), X_OK) == 0;
    return {.section = "email",
            .place = *email.sendmail,
            .state = is_there ? State::kGood : State::kAbsent,
            .message = is_there ? "" : "no [email] server is set, and there is no sendmail"};
}

/// What keeps the daemon from a connection to the gateway; empty: nothing.
std::string try_gateway(const std::string& text, const config::Http& http) {
    const auto url = Url::parse(text);
    if (!url) {
        return url.error().message;
    }
    asio::io_context loop;
    TransferEngine engine(loop, transfer_settings(http, kFewDescriptors));
    AttemptControl control(loop.get_executor(), {});
    std::optional<TransferError> failure;
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    asio::co_spawn(loop, probe(engine, *url, deadline, control),
                   [&](const std::exception_ptr&, std::optional<TransferError> result) {
                       failure = std::move(result);
                       loop.stop();
                   });
    loop.run();
    return failure ? failure->message : std::string();
}

/// None where nothing is set: nobody pays.
std::optional<ConnectionCheck> check_payment(const config::Config& config) {
    if (config.payment.url->empty() && config.payment.token_file->empty()) {
        return std::nullopt;
    }
    const PaymentSettings settings = payment_settings(config);
    std::string why = settings.problem;
    if (why.empty()) {
        const auto token = config::read_secret(settings.token_source);
        why = token ? try_gateway(settings.url, config.http) : token.error().message;
    }
    return ConnectionCheck{.section = "payment",
                           .place = settings.url.empty() ? "-" : settings.url,
                           .state = why.empty() ? State::kGood : State::kFailed,
                           .message = why};
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
    std::vector<ConnectionCheck> checks{check_mail(config.email)};
    if (auto payment = check_payment(config)) {
        checks.push_back(std::move(*payment));
    }
    return checks;
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
