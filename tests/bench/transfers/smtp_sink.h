#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <string>
#include <thread>
#include <unordered_map>

#include "common/base/unique_fd.h"

namespace tasksched::bench {

/// An SMTP server on 127.0.0.1 that takes each message, and says so `delay` after its final dot; on
/// one thread, with little cost to what is measured beside it.
class SmtpSink {
  public:
    explicit SmtpSink(std::chrono::milliseconds delay);
    SmtpSink(const SmtpSink&) = delete;
    SmtpSink& operator=(const SmtpSink&) = delete;
    ~SmtpSink();

    [[nodiscard]] std::string url() const;

    /// How many messages it has taken.
    [[nodiscard]] int taken() const { return taken_; }

  private:
    using Clock = std::chrono::steady_clock;
    struct Session {
        std::uint64_t number = 0;
        std::string unread;
        bool is_in_message = false;
    };
    struct Due {
        Clock::time_point when;
        int socket;
        std::uint64_t session;
    };

    void run();
    void accept_all();
    void read(int socket);
    std::string answers(int socket, Session& session);
    void answer_due();
    [[nodiscard]] int time_to_next() const;

    std::chrono::milliseconds delay_;
    base::UniqueFd listener_;
    base::UniqueFd events_;
    base::UniqueFd stop_;
    int port_ = 0;
    std::uint64_t last_session_ = 0;
    std::atomic<int> taken_ = 0;
    std::unordered_map<int, Session> sessions_;  ///< by socket
    std::deque<Due> due_;
    std::thread thread_;
};

}  // namespace tasksched::bench
