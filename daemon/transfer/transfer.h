#pragma once

#include <curl/curl.h>

#include <array>
#include <asio/awaitable.hpp>
#include <asio/steady_timer.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "daemon/plugins/attempt_control.h"
#include "daemon/transfer/easy_options.h"
#include "daemon/transfer/host_turns.h"
#include "daemon/transfer/transfer_engine.h"
#include "daemon/transfer/transfer_error.h"

namespace tasksched::daemon {

/// How a transfer ended. Where libcurl tells of success there is no error; what a server answered
/// is for the protocol to judge.
struct TransferEnd {
    CURLcode code = CURLE_OK;
    /// kNotSent here where there was no connection; else a failure is kInterrupted, and the
    /// protocol may know better how far it came.
    std::optional<TransferError> error;
};

/// One transfer of libcurl: an easy handle with what holds for all (TLS is verified, addresses are
/// judged, nothing of the environment but proxies), to which a protocol adds its own options.
///
/// What the options point to lives longer than this. The engine may die first, see there.
class Transfer {
  public:
    /// Whether the request may go out a second time over a new connection where the server closes a
    /// kept one without a word.
    enum class Resend : std::uint8_t { kAllowed, kNever };

    Transfer(TransferEngine& engine, Destination destination, Resend resend);
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;
    ~Transfer();

    [[nodiscard]] CURL* handle() { return easy_.get(); }

    /// Sets an option of the handle. One that this libcurl does not know is a broken invariant.
    template <typename Value>
    void set(CURLoption option, Value value) {
        set_option(easy_.get(), option, value);
    }

    /// What the protocol calls at the first byte of a reply to what was sent: from then on a second
    /// request is a new one, such as one that was redirected.
    void heard() { was_heard_ = true; }

    /// Waits for its turn at `place` and for the transfer's end, until `deadline` at most, or until
    /// anything is requested by `control`, which ends it at once. Once.
    asio::awaitable<TransferEnd> run(HostTurns::Place place,
                                     std::chrono::steady_clock::time_point deadline,
                                     AttemptControl& control);

  private:
    struct Wait;
    struct CloseEasy {
        void operator()(CURL* easy) const { ::curl_easy_cleanup(easy); }
    };

    static curl_socket_t open_socket(void* self, curlsocktype purpose, curl_sockaddr* address);
    static int before_request(void* self, char* remote, char* local, int remote_port,
                              int local_port);

    void set_common_options();
    void start(Wait& wait);
    void leave();
    [[nodiscard]] TransferEnd judge(CURLcode code) const;
    [[nodiscard]] bool is_allowed(const std::string& address);

    TransferEngine& engine_;
    std::weak_ptr<const MultiLoop> life_;  ///< of the engine
    Destination destination_;
    Resend resend_;
    std::unique_ptr<CURL, CloseEasy> easy_;
    std::chrono::steady_clock::time_point deadline_;
    std::array<char, CURL_ERROR_SIZE> message_{};
    std::optional<HostTurns::Ticket> ticket_;
    std::string refused_;  ///< the last address that was not allowed
    int opened_ = 0;       ///< sockets
    int requests_ = 0;
    bool was_heard_ = false;
    bool was_sent_twice_ = false;
};

}  // namespace tasksched::daemon
