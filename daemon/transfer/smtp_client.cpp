#include "daemon/transfer/smtp_client.h"

#include <asio/experimental/awaitable_operators.hpp>
#include <utility>

#include "daemon/transfer/smtp_dialogue.h"
#include "daemon/transfer/smtp_pool.h"

namespace tasksched::daemon {
namespace {

using asio::experimental::awaitable_operators::operator||;
using std::chrono::steady_clock;

asio::awaitable<void> carry(std::shared_ptr<SmtpPool> pool, const SmtpLetter& letter,
                            SmtpDelivery& delivery) {
    for (;;) {
        SmtpPool::Lease lease(pool);
        if (auto failure = co_await lease.acquire()) {
            delivery.error = std::move(*failure);
            co_return;
        }
        const AfterLetter after = co_await converse(lease.connection(), letter, delivery);
        if (after == AfterLetter::kKeep) {
            lease.keep();
        }
        if (after != AfterLetter::kTryAnother) {
            co_return;
        }
    }
}

asio::awaitable<void> connect(std::shared_ptr<SmtpPool> pool,
                              std::optional<TransferError>& failure) {
    SmtpPool::Lease lease(std::move(pool));
    failure = co_await lease.acquire();
    if (!failure) {
        lease.keep();
    }
}

/// How it ended that was cut off.
void cut_off(const AttemptControl& control, std::optional<TransferError>& error) {
    if (control.requested() != EndRequest::kNone) {
        error = TransferError{.kind = TransferFailure::kAborted, .message = "ended"};
    } else if (!error) {
        error = TransferError{.kind = TransferFailure::kNotSent, .message = "timed out"};
    } else {
        error->message = error->kind == TransferFailure::kInterrupted
                             ? "timed out when the message was sent; the server may have taken it"
                             : "timed out before the server had taken the message";
    }
}

SmtpDelivery refused(const SmtpLetter& letter, std::string why) {
    SmtpDelivery delivery;
    delivery.replies.resize(letter.recipients.size());
    delivery.error = TransferError{.kind = TransferFailure::kRefused, .message = std::move(why)};
    return delivery;
}

}  // namespace

SmtpClient::SmtpClient(asio::io_context& loop, SmtpServer server)
    : pool_(std::make_shared<SmtpPool>(loop, std::move(server))) {}

SmtpClient::~SmtpClient() = default;

void SmtpClient::configure(SmtpServer server) { pool_->configure(std::move(server)); }

asio::awaitable<SmtpDelivery> SmtpClient::deliver(SmtpLetter letter,
                                                  steady_clock::time_point deadline,
                                                  AttemptControl& control) {
    if (const auto sound = check_letter(letter); !sound) {
        co_return refused(letter, sound.error().message);
    }
    SmtpDelivery delivery;
    delivery.replies.resize(letter.recipients.size());
    const auto ended = co_await (carry(pool_, letter, delivery) ||
                                 control.wait_for_more(EndRequest::kNone, deadline));
    if (ended.index() == 1) {
        cut_off(control, delivery.error);
    }
    co_return delivery;
}

asio::awaitable<std::optional<TransferError>> SmtpClient::probe(steady_clock::time_point deadline,
                                                                AttemptControl& control) {
    std::optional<TransferError> failure;
    const auto ended =
        co_await (connect(pool_, failure) || control.wait_for_more(EndRequest::kNone, deadline));
    if (ended.index() == 1) {
        cut_off(control, failure);
    }
    co_return failure;
}

}  // namespace tasksched::daemon
