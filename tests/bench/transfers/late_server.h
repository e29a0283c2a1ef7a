#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <string>
#include <thread>
#include <unordered_map>

#include "common/base/unique_fd.h"

namespace tasksched::bench {

/// A server of HTTP on 127.0.0.1 that answers each request with 200 and a few bytes, `delay` after
/// it came; on one thread, with little cost to what is measured beside it.
class LateServer {
  public:
    explicit LateServer(std::chrono::milliseconds delay);
    LateServer(const LateServer&) = delete;
    LateServer& operator=(const LateServer&) = delete;
    ~LateServer();

    [[nodiscard]] std::string url() const;

  private:
    using Clock = std::chrono::steady_clock;
    struct Due {
        Clock::time_point when;
        int socket;
        std::uint64_t connection;
    };

    void run();
    void accept_all();
    void read(int socket);
    void answer_due();
    [[nodiscard]] int time_to_next() const;

    std::chrono::milliseconds delay_;
    base::UniqueFd listener_;
    base::UniqueFd events_;
    base::UniqueFd stop_;
    int port_ = 0;
    std::uint64_t last_connection_ = 0;
    std::unordered_map<int, std::uint64_t> connections_;  ///< by socket
    std::deque<Due> due_;
    std::thread thread_;
};

}  // namespace tasksched::bench
