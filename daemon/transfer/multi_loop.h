#pragma once

#include <curl/curl.h>

#include <asio/io_context.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <asio/steady_timer.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "daemon/transfer/transfer_settings.h"

namespace tasksched::daemon {

/// libcurl's multi handle on an Asio loop, by its socket interface.
///
/// The sockets are libcurl's: they are watched by an epoll set of our own, which the loop watches
/// as one descriptor. So none is registered with the loop, and a socket that is closed leaves the
/// set by itself, whoever gets its number next.
class MultiLoop {
  public:
    MultiLoop(asio::io_context& loop, const TransferLimits& limits);
    MultiLoop(const MultiLoop&) = delete;
    MultiLoop& operator=(const MultiLoop&) = delete;
    /// Takes all handles out; their `done` is not called.
    ~MultiLoop();

    /// Kept connections count among those that there are in all.
    void set_limits(const TransferLimits& limits);

    /// An easy handle without options, for give_back(). Making one costs as much as a short
    /// transfer.
    [[nodiscard]] CURL* take_handle();
    void give_back(CURL* easy);

    /// What becomes of a handle at its transfer's end: out of the multi handle, or kept in it until
    /// remove(), since the connection of a handle that only connects is closed with that.
    enum class AtEnd : std::uint8_t { kTakeOut, kHold };

    /// Starts the transfer of a handle. `done` is called once, never from within this call, when it
    /// has come to its end; it may add and remove others.
    void add(CURL* easy, std::function<void(CURLcode)> done, AtEnd at_end = AtEnd::kTakeOut);

    /// Cuts the transfer off; its `done` is not called. Not from a callback of libcurl.
    void remove(CURL* easy);

    [[nodiscard]] std::size_t under_way() const { return done_.size(); }

    /// Valid as long as this is: for those who may outlive it.
    [[nodiscard]] std::weak_ptr<const MultiLoop> life() const { return life_; }

  private:
    using Clock = std::chrono::steady_clock;

    static int on_socket(CURL* easy, curl_socket_t socket, int what, void* self, void* known);
    static int on_timer(CURLM* multi, long milliseconds, void* self);

    void open_multi();
    void close_multi();
    void start_soon();
    void start_some();
    void drop_spare_handles();
    void watch(curl_socket_t socket, int what, bool is_known);
    void wait_for_sockets();
    void act_on_sockets();
    void set_timer(long milliseconds);
    void arm_timer(Clock::time_point when);
    void timer_fired();
    void act_on_timeouts();
    void collect_ends();
    void let_go_when_idle();

    CURLM* multi_ = nullptr;
    TransferLimits limits_;
    asio::posix::stream_descriptor sockets_;  ///< the epoll set
    bool is_waiting_ = false;
    asio::steady_timer timer_;
    std::optional<Clock::time_point> due_;    ///< when libcurl wants to be called
    std::optional<Clock::time_point> armed_;  ///< when timer_ fires: then or earlier
    asio::steady_timer idle_timer_;
    std::unordered_map<CURL*, std::function<void(CURLcode)>> done_;
    std::deque<CURL*> added_;  ///< and not given to libcurl yet
    bool starts_soon_ = false;
    std::vector<CURL*> spare_;        ///< handles for later
    std::unordered_set<CURL*> held_;  ///< to be kept at their end, under way or there
    std::shared_ptr<const MultiLoop> life_;
};

}  // namespace tasksched::daemon
