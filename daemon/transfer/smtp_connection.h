#pragma once

#include <curl/curl.h>

#include <array>
#include <asio/awaitable.hpp>
#include <asio/io_context.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <asio/steady_timer.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/error.h"
#include "daemon/transfer/multi_loop.h"
#include "daemon/transfer/smtp_exchange.h"
#include "daemon/transfer/smtp_reply_reader.h"

namespace tasksched::daemon {

/// A connection to an SMTP server. libcurl makes it: it looks the name up, connects, says EHLO,
/// STARTTLS and AUTH, and carries the bytes. The dialogue after that is not libcurl's, since
/// libcurl waits for the reply to a message, and for that to QUIT, with the whole loop.
class SmtpConnection {
  public:
    /// `multi` outlives it.
    SmtpConnection(asio::io_context& loop, MultiLoop& multi, SmtpServer server);
    SmtpConnection(const SmtpConnection&) = delete;
    SmtpConnection& operator=(const SmtpConnection&) = delete;
    /// Says QUIT where it is open, and closes it without waiting for an answer.
    ~SmtpConnection();

    /// Connects; none where that is done. Once.
    asio::awaitable<std::optional<TransferError>> open();

    /// Sends it all, true; or false where the connection broke before the last byte.
    asio::awaitable<bool> send(std::string_view bytes);

    /// The next reply; none where the connection ended or what came is no reply.
    asio::awaitable<std::optional<SmtpReply>> receive();

    /// Whether the server has neither closed it nor said anything that was not asked for.
    [[nodiscard]] bool is_quiet();

    [[nodiscard]] const SmtpFeatures& features() const { return greetings_.features(); }
    [[nodiscard]] const SmtpServer& server() const { return server_; }

    bool was_used = false;     ///< for a letter before this one
    bool needs_reset = false;  ///< a transaction was begun and not ended

  private:
    struct CloseEasy {
        void operator()(CURL* easy) const { ::curl_easy_cleanup(easy); }
    };
    enum class Got : std::uint8_t { kBytes, kNothing, kEnd };

    static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self);

    template <typename Value>
    void set(CURLoption option, Value value);
    void set_options(const std::string& password);
    asio::awaitable<CURLcode> connect();
    [[nodiscard]] std::optional<TransferError> judge(CURLcode code);
    [[nodiscard]] Got read_some();

    asio::io_context& loop_;
    MultiLoop& multi_;
    SmtpServer server_;
    std::unique_ptr<CURL, CloseEasy> easy_;
    std::array<char, CURL_ERROR_SIZE> message_{};
    SmtpGreetings greetings_;
    asio::posix::stream_descriptor socket_;  ///< a copy of libcurl's, to wait on
    SmtpReplyReader replies_;
};

}  // namespace tasksched::daemon
