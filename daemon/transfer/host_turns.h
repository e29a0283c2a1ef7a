#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>

namespace tasksched::daemon {

/// Whose turn it is among transfers to the same host: no more than its limit at once; and as long
/// as its name is not looked up, one after the other. Each lookup costs libcurl a thread, and
/// thousands of transfers that are due in the same second mostly go to few hosts: the first looks
/// the name up, and the others find it in libcurl's cache.
class HostTurns {
  public:
    using Clock = std::chrono::steady_clock;

    enum class Ticket : std::uint64_t {};

    /// What came of waiting: empty, it is one's turn; else why the name could not be looked up.
    using Answer = std::function<void(const std::optional<std::string>& failure)>;

    /// Where a transfer goes.
    struct Place {
        std::string host;          ///< with its port: what has a limit of its own
        bool needs_lookup = true;  ///< false for an address
        std::size_t most = 1000;   ///< transfers at once, from 1
    };

    /// Asks for a turn. `answer` is called once, maybe from within this call or from within that of
    /// another ticket; never after give_back().
    Ticket ask(Place place, Answer answer);

    /// The name was looked up by this transfer: those who wait need not.
    void looked_up(Ticket ticket);

    /// The transfer needs no lookup, since it goes over a kept connection: the next one may try.
    void needed_none(Ticket ticket);

    /// The name could not be looked up: those who wait for it would fare the same.
    void lookup_failed(Ticket ticket, const std::string& why);

    /// The end of a turn, or of waiting for one.
    void give_back(Ticket ticket);

  private:
    struct Host {
        bool needs_lookup = true;
        std::size_t most = 0;
        std::size_t active = 0;
        std::optional<Ticket> looking;  ///< who looks the name up now
        std::optional<Clock::time_point> known_until;
        std::deque<Ticket> waiting;
    };
    using Hosts = std::map<std::string, Host>;
    struct Asker {
        Hosts::iterator host;  ///< not valid once the asker has been failed
        Answer answer;
        enum class Standing : std::uint8_t { kWaiting, kHasTurn, kFailed } standing{};
    };

    [[nodiscard]] static bool is_known(const Host& host);
    [[nodiscard]] bool may_start(const Host& host) const;
    void start(Host& host, Ticket ticket);
    void start_waiting(Hosts::iterator host);
    void stop_looking(Hosts::iterator host, Ticket ticket);
    void start_others();

    Hosts hosts_;
    std::unordered_map<Ticket, Asker> askers_;
    std::set<std::string> short_of_lookups_;  ///< hosts with waiters, while all lookups are in use
    std::size_t lookups_ = 0;
    std::uint64_t last_ticket_ = 0;
};

}  // namespace tasksched::daemon
