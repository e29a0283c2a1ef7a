#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/model/run.h"
#include "daemon/supervisor/protocol/order.h"

namespace tasksched::daemon {

/// What a supervisor of this version understands. 1: it sets the limits of programs.
inline constexpr std::int64_t kProtocolLevel = 1;

// From the daemon to its supervisor.

/// The first message of a connection.
struct Hello {
    std::string daemon;  ///< its instance
    friend bool operator==(const Hello&, const Hello&) = default;
};

/// Carry this out. An attempt that the supervisor knows already is not carried out again.
struct Launch {
    Order order;
    friend bool operator==(const Launch&, const Launch&) = default;
};

/// End the attempt: TERM, and KILL after its grace.
struct EndAttempt {
    AttemptKey key;
    friend bool operator==(const EndAttempt&, const EndAttempt&) = default;
};

/// The attempt's end is committed, and the supervisor may forget it.
struct Acknowledge {
    AttemptKey key;
    friend bool operator==(const Acknowledge&, const Acknowledge&) = default;
};

/// The daemon stops by intention; a supervisor without work need not wait for the next one.
struct Goodbye {
    friend bool operator==(const Goodbye&, const Goodbye&) = default;
};

// From the supervisor to its daemon.

/// The answer to Hello. `known` are the attempts that run, or whose ends are not acknowledged; the
/// former are told of by Started after it, the latter by Ended.
struct Welcome {
    std::string instance;  ///< of the supervisor, a random name
    std::vector<AttemptKey> known;
    std::int64_t level = kProtocolLevel;  ///< what it understands; 0: of before there were levels
    friend bool operator==(const Welcome&, const Welcome&) = default;
};

struct Started {
    AttemptKey key;
    model::ProcessIdentity process;
    friend bool operator==(const Started&, const Started&) = default;
};

/// Told until it is acknowledged, once a connection.
struct Ended {
    AttemptKey key;
    model::AttemptResult result;
    friend bool operator==(const Ended&, const Ended&) = default;
};

using Message =
    std::variant<Hello, Launch, EndAttempt, Acknowledge, Goodbye, Welcome, Started, Ended>;

/// A message as the body of a frame, and back; none where the bytes are not a message.
std::string encode(const Message& message);
std::optional<Message> decode(std::string_view body);

}  // namespace tasksched::daemon
