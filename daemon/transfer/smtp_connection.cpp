#include "daemon/transfer/smtp_connection.h"

#include <fcntl.h>

#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>
#include <utility>

#include "common/base/check.h"
#include "common/base/text.h"
#include "common/config/secret.h"
#include "daemon/transfer/easy_options.h"

namespace tasksched::daemon {
namespace {

constexpr long kConnectTimeoutMs = 30'000;

/// libcurl's own patience is the caller's: it is cut off by the destruction of this.
constexpr long kGreetingsTimeoutMs = 300'000;
constexpr long kIdleProbeSeconds = 60;
constexpr std::size_t kPiece = 4096;

long use_ssl(SmtpTls tls) {
    switch (tls) {
        case SmtpTls::kRequired:
            return CURLUSESSL_ALL;
        case SmtpTls::kOpportunistic:
            return CURLUSESSL_TRY;
        case SmtpTls::kNone:
            break;
    }
    return CURLUSESSL_NONE;
}

TransferError not_sent(std::string message) {
    return {.kind = TransferFailure::kNotSent, .message = std::move(message)};
}

/// Failures that the server's last line explains.
bool is_answer(CURLcode code) {
    return code == CURLE_LOGIN_DENIED || code == CURLE_WEIRD_SERVER_REPLY ||
           code == CURLE_REMOTE_ACCESS_DENIED || code == CURLE_USE_SSL_FAILED ||
           code == CURLE_AUTH_ERROR || code == CURLE_RECV_ERROR;
}

}  // namespace

SmtpConnection::SmtpConnection(asio::io_context& loop, MultiLoop& multi, SmtpServer server)
    : loop_(loop),
      multi_(multi),
      server_(std::move(server)),
      easy_(::curl_easy_init()),
      socket_(loop) {
    TASKSCHED_CHECK(easy_ != nullptr);
}

SmtpConnection::~SmtpConnection() {
    if (socket_.is_open()) {
        constexpr std::string_view kQuit = "QUIT\r\n";
        std::size_t sent = 0;
        ::curl_easy_send(easy_.get(), kQuit.data(), kQuit.size(), &sent);
    }
    multi_.remove(easy_.get());
}

template <typename Value>
void SmtpConnection::set(CURLoption option, Value value) {
    set_option(easy_.get(), option, value);
}

void SmtpConnection::set_options(const std::string& password) {
    set_options_of_all(easy_.get(), server_.ca_file);
    set(CURLOPT_URL, server_.url.c_str());
    set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    set(CURLOPT_CONNECT_ONLY, 1L);
    set(CURLOPT_FRESH_CONNECT, 1L);
    set(CURLOPT_ERRORBUFFER, message_.data());
    set(CURLOPT_HEADERFUNCTION, &SmtpConnection::on_header);
    set(CURLOPT_HEADERDATA, this);
    set(CURLOPT_CONNECTTIMEOUT_MS, kConnectTimeoutMs);
    set(CURLOPT_TIMEOUT_MS, kGreetingsTimeoutMs);
    // libcurl closes what it believes idle for this long; when that is, is the pool's to say.
    set(CURLOPT_MAXAGE_CONN, long{24} * 60 * 60);
    set(CURLOPT_TCP_KEEPIDLE, kIdleProbeSeconds);
    set(CURLOPT_USE_SSL, use_ssl(server_.tls));
    if (!server_.user.empty()) {
        set(CURLOPT_USERNAME, server_.user.c_str());
        set(CURLOPT_PASSWORD, password.c_str());
    }
}

std::size_t SmtpConnection::on_header(char* data, std::size_t size, std::size_t count, void* self) {
    static_cast<SmtpConnection*>(self)->greetings_.add_line({data, size * count});
    return size * count;
}

asio::awaitable<std::optional<TransferError>> SmtpConnection::open() {
    std::string password;
    if (!server_.user.empty()) {
        auto secret = config::read_secret(server_.password_source);
        if (!secret) {
            co_return not_sent(fmt::format("[email] password_file: {}", secret.error().message));
        }
        password = std::move(*secret);
    }
    set_options(password);
    const CURLcode code = co_await connect();
    if (auto failure = judge(code)) {
        co_return failure;
    }
    curl_socket_t socket = CURL_SOCKET_BAD;
    ::curl_easy_getinfo(easy_.get(), CURLINFO_ACTIVESOCKET, &socket);
    const int copy = socket == CURL_SOCKET_BAD ? -1 : ::fcntl(socket, F_DUPFD_CLOEXEC, 0);
    if (copy < 0) {
        co_return not_sent("the connection was lost at once");
    }
    socket_.assign(copy);
    co_return std::nullopt;
}

asio::awaitable<CURLcode> SmtpConnection::connect() {
    asio::steady_timer changed(loop_, asio::steady_timer::time_point::max());
    std::optional<CURLcode> result;
    multi_.add(
        easy_.get(),
        [&](CURLcode code) {
            result = code;
            changed.cancel();
        },
        MultiLoop::AtEnd::kHold);
    asio::error_code woken;
    while (!result) {
        co_await changed.async_wait(asio::redirect_error(asio::use_awaitable, woken));
    }
    co_return *result;
}

std::optional<TransferError> SmtpConnection::judge(CURLcode code) {
    if (code != CURLE_OK) {
        const std::string_view told = message_.data();
        std::string why(told.empty() ? ::curl_easy_strerror(code) : told);
        if (is_answer(code) && !greetings_.last_line().empty()) {
            why += fmt::format("; the server said: {}", greetings_.last_line());
        }
        return not_sent(base::escape_control(why));
    }
    if (!server_.user.empty() && !features().is_authenticated) {
        return not_sent("the server offers no way to log in that is known here");
    }
    return std::nullopt;
}

asio::awaitable<bool> SmtpConnection::send(std::string_view bytes) {
    while (!bytes.empty()) {
        std::size_t sent = 0;
        const CURLcode code = ::curl_easy_send(easy_.get(), bytes.data(), bytes.size(), &sent);
        if (code == CURLE_AGAIN) {
            asio::error_code error;
            co_await socket_.async_wait(asio::posix::stream_descriptor::wait_write,
                                        asio::redirect_error(asio::use_awaitable, error));
            if (error) {
                co_return false;
            }
            continue;
        }
        if (code != CURLE_OK) {
            co_return false;
        }
        bytes.remove_prefix(sent);
    }
    co_return true;
}

SmtpConnection::Got SmtpConnection::read_some() {
    std::array<char, kPiece> piece{};
    std::size_t count = 0;
    const CURLcode code = ::curl_easy_recv(easy_.get(), piece.data(), piece.size(), &count);
    if (code == CURLE_AGAIN) {
        return Got::kNothing;
    }
    if (code != CURLE_OK || count == 0) {
        return Got::kEnd;
    }
    replies_.add({piece.data(), count});
    return Got::kBytes;
}

asio::awaitable<std::optional<SmtpReply>> SmtpConnection::receive() {
    for (;;) {
        if (auto reply = replies_.next()) {
            co_return reply;
        }
        if (replies_.broken()) {
            co_return std::nullopt;
        }
        const Got got = read_some();
        if (got == Got::kEnd) {
            co_return std::nullopt;
        }
        if (got == Got::kNothing) {
            asio::error_code error;
            co_await socket_.async_wait(asio::posix::stream_descriptor::wait_read,
                                        asio::redirect_error(asio::use_awaitable, error));
            if (error) {
                co_return std::nullopt;
            }
        }
    }
}

bool SmtpConnection::is_quiet() { return replies_.empty() && read_some() == Got::kNothing; }

}  // namespace tasksched::daemon
