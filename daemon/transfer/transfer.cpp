#include "daemon/transfer/transfer.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <asio/redirect_error.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>
#include <cstring>
#include <string_view>
#include <utility>

#include "common/base/ip_address.h"
#include "daemon/transfer/address_filter.h"
#include "daemon/transfer/multi_loop.h"

namespace tasksched::daemon {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kConnectTimeout{30'000};

/// A peer that acknowledges nothing for so long is gone (tcp(7), TCP_USER_TIMEOUT).
constexpr milliseconds kDeadPeer{30'000};
constexpr long kKeepAliveSeconds = 15;

std::optional<base::IpAddress> address_of(const sockaddr& address) {
    if (address.sa_family == AF_INET) {
        sockaddr_in four{};
        std::memcpy(&four, &address, sizeof four);
        std::array<std::uint8_t, 4> bytes{};
        std::memcpy(bytes.data(), &four.sin_addr, bytes.size());
        return base::ipv4_address(bytes);
    }
    if (address.sa_family == AF_INET6) {
        sockaddr_in6 six{};
        std::memcpy(&six, &address, sizeof six);
        base::IpAddress bytes{};
        std::memcpy(bytes.data(), &six.sin6_addr, bytes.size());
        return bytes;
    }
    return std::nullopt;
}

/// Failures before there is a connection on which anything could be sent.
bool is_before_connection(CURLcode code) {
    switch (code) {
        case CURLE_COULDNT_RESOLVE_PROXY:
        case CURLE_COULDNT_RESOLVE_HOST:
        case CURLE_COULDNT_CONNECT:
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CACERT_BADFILE:
        case CURLE_SSL_ISSUER_ERROR:
        case CURLE_SSL_CIPHER:
        case CURLE_SSL_CERTPROBLEM:
        case CURLE_SSL_ENGINE_NOTFOUND:
        case CURLE_SSL_ENGINE_SETFAILED:
        case CURLE_USE_SSL_FAILED:
        case CURLE_PROXY:
        case CURLE_FAILED_INIT:
        case CURLE_OUT_OF_MEMORY:
            return true;
        default:
            return false;
    }
}

/// Whether others who wait for the same name would fare the same. A time of its own that is over is
/// not theirs.
bool concerns_lookup(const TransferEnd& end) {
    return end.code == CURLE_COULDNT_RESOLVE_HOST || end.code == CURLE_COULDNT_RESOLVE_PROXY ||
           (end.code == CURLE_OPERATION_TIMEDOUT && !end.error->is_timeout);
}

bool is_bad_request(CURLcode code) {
    return code == CURLE_UNSUPPORTED_PROTOCOL || code == CURLE_URL_MALFORMAT ||
           code == CURLE_BAD_FUNCTION_ARGUMENT || code == CURLE_NOT_BUILT_IN;
}

TransferEnd failed(CURLcode code, TransferFailure kind, std::string message) {
    TransferEnd end;
    end.code = code;
    end.error = TransferError{.kind = kind, .message = std::move(message)};
    return end;
}

}  // namespace

/// What run() waits for.
struct Transfer::Wait {
    asio::steady_timer changed;
    bool has_turn = false;
    std::optional<std::string> lookup_failure{};
    std::optional<CURLcode> result{};

    void tell() { changed.cancel(); }
};

Transfer::Transfer(TransferEngine& engine, Destination destination, Resend resend)
    : engine_(engine),
      life_(engine.multi().life()),
      destination_(destination),
      resend_(resend),
      easy_(engine.multi().take_handle()) {
    set_common_options();
}

Transfer::~Transfer() {
    leave();
    if (!life_.expired()) {
        engine_.multi().give_back(easy_.release());
    }
}

void Transfer::leave() {
    if (life_.expired()) {
        return;
    }
    engine_.multi().remove(easy_.get());
    if (ticket_) {
        engine_.turns().give_back(*std::exchange(ticket_, std::nullopt));
    }
}

void Transfer::set_common_options() {
    set_options_of_all(easy_.get(), engine_.settings().ca_file);
    set(CURLOPT_ERRORBUFFER, message_.data());
    set(CURLOPT_OPENSOCKETFUNCTION, &Transfer::open_socket);
    set(CURLOPT_OPENSOCKETDATA, this);
    set(CURLOPT_PREREQFUNCTION, &Transfer::before_request);
    set(CURLOPT_PREREQDATA, this);
    set(CURLOPT_TCP_KEEPIDLE, kKeepAliveSeconds);
    set(CURLOPT_TCP_KEEPINTVL, kKeepAliveSeconds);
}

bool Transfer::is_allowed(const std::string& text) {
    if (destination_ == Destination::kOfAdministrator) {
        return true;
    }
    const auto address = base::parse_ip_address(text);
    if (address && engine_.filter().allows(*address)) {
        return true;
    }
    refused_ = text;
    return false;
}

curl_socket_t Transfer::open_socket(void* self, curlsocktype /*purpose*/, curl_sockaddr* address) {
    auto& transfer = *static_cast<Transfer*>(self);
    if (transfer.ticket_) {
        transfer.engine_.turns().looked_up(*transfer.ticket_);
    }
    const auto ip = address_of(address->addr);
    if (!ip || !transfer.is_allowed(base::to_string(*ip))) {
        return CURL_SOCKET_BAD;
    }
    const int socket =
        ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    if (socket >= 0) {
        ++transfer.opened_;
        const auto timeout = static_cast<unsigned>(kDeadPeer.count());
        ::setsockopt(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, &timeout, sizeof timeout);
    }
    return socket;
}

int Transfer::before_request(void* self, char* remote, char* /*local*/, int /*remote_port*/,
                             int /*local_port*/) {
    auto& transfer = *static_cast<Transfer*>(self);
    if (transfer.ticket_) {
        transfer.engine_.turns().needed_none(*transfer.ticket_);
    }
    // A kept connection may be one to an address that is not allowed any more.
    if (!transfer.is_allowed(remote)) {
        return CURL_PREREQFUNC_ABORT;
    }
    if (transfer.requests_ > 0 && !transfer.was_heard_ && transfer.resend_ == Resend::kNever) {
        transfer.was_sent_twice_ = true;
        return CURL_PREREQFUNC_ABORT;
    }
    ++transfer.requests_;
    transfer.was_heard_ = false;
    return CURL_PREREQFUNC_OK;
}

asio::awaitable<TransferEnd> Transfer::run(HostTurns::Place place,
                                           steady_clock::time_point deadline,
                                           AttemptControl& control) {
    const auto executor = co_await asio::this_coro::executor;
    Wait wait{.changed = asio::steady_timer(executor)};
    const AttemptControl::Watch watch(control, [&wait] { wait.tell(); });
    deadline_ = deadline;
    ticket_ =
        engine_.turns().ask(std::move(place), [&wait](const std::optional<std::string>& failure) {
            wait.lookup_failure = failure;
            wait.has_turn = !failure;
            wait.tell();
        });
    bool is_started = false;
    // An end that the engine did not live to see told is none.
    while (!wait.result || life_.expired()) {
        if (control.requested() != EndRequest::kNone || life_.expired()) {
            leave();
            co_return failed(CURLE_ABORTED_BY_CALLBACK, TransferFailure::kAborted, "ended");
        }
        if (wait.lookup_failure) {
            co_return failed(CURLE_COULDNT_RESOLVE_HOST, TransferFailure::kNotSent,
                             *wait.lookup_failure);
        }
        if (wait.has_turn && !is_started) {
            is_started = true;
            start(wait);
        } else if (!is_started && steady_clock::now() >= deadline) {
            TransferEnd end =
                failed(CURLE_OPERATION_TIMEDOUT, TransferFailure::kNotSent,
                       "timed out before its turn: the host's name is still looked up, or "
                       "others have all connections to it");
            end.error->is_timeout = true;
            co_return end;
        }
        // A start may not tell anything before the wait below has begun: ends come by the loop.
        wait.changed.expires_at(is_started ? steady_clock::time_point::max() : deadline);
        asio::error_code woken;
        co_await wait.changed.async_wait(asio::redirect_error(asio::use_awaitable, woken));
    }
    const TransferEnd end = judge(*wait.result);
    if (ticket_ && concerns_lookup(end)) {
        engine_.turns().lookup_failed(*ticket_, end.error->message);
    }
    leave();
    co_return end;
}

void Transfer::start(Wait& wait) {
    const auto left = std::max(
        std::chrono::duration_cast<milliseconds>(deadline_ - steady_clock::now()), milliseconds(1));
    set(CURLOPT_TIMEOUT_MS, static_cast<long>(left.count()));
    set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(std::min(left, kConnectTimeout).count()));
    engine_.multi().add(easy_.get(), [&wait](CURLcode result) {
        wait.result = result;
        wait.tell();
    });
}

TransferEnd Transfer::judge(CURLcode code) const {
    if (code == CURLE_OK) {
        return {};
    }
    if (was_sent_twice_) {
        return failed(code, TransferFailure::kInterrupted,
                      "the server closed the connection without a reply");
    }
    if (!refused_.empty() && (opened_ == 0 || code == CURLE_ABORTED_BY_CALLBACK)) {
        return failed(code, TransferFailure::kRefused, address_not_allowed(refused_));
    }
    const std::string_view told = message_.data();
    std::string message(told.empty() ? ::curl_easy_strerror(code) : told);
    if (is_bad_request(code)) {
        return failed(code, TransferFailure::kRefused, std::move(message));
    }
    TransferEnd end = failed(
        code,
        is_before_connection(code) ? TransferFailure::kNotSent : TransferFailure::kInterrupted,
        std::move(message));
    end.error->is_timeout = code == CURLE_OPERATION_TIMEDOUT && steady_clock::now() >= deadline_;
    return end;
}

}  // namespace tasksched::daemon
