#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/model/output_piece.h"
#include "common/model/run.h"
#include "daemon/supervisor/protocol/order.h"

namespace tasksched::daemon {

/// What a supervisor of this build understands, as Welcome tells it: from 1 on it sets the limits
/// of programs and tells of live output, from 2 on it switches users. One that came before says 0.
/// No message is sent to a supervisor that does not know it.
inline constexpr std::int64_t kSupervisorVersion = 2;

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

/// Tell what the attempt has written from the byte `from` on, in one OutputNews: as soon as there
/// is any, or at once. Who wants more asks again, so that nothing is told faster than it is taken.
struct WatchOutput {
    std::int64_t watch = 0;  ///< a number of the daemon's, for the answer
    AttemptKey key;
    std::int64_t from = 0;
    bool at_once = false;
    friend bool operator==(const WatchOutput&, const WatchOutput&) = default;
};

/// The answer is not waited for any more.
struct UnwatchOutput {
    std::int64_t watch = 0;
    friend bool operator==(const UnwatchOutput&, const UnwatchOutput&) = default;
};

// From the supervisor to its daemon.

/// The answer to Hello. `known` are the attempts that run, or whose ends are not acknowledged; the
/// former are told of by Started after it, the latter by Ended.
struct Welcome {
    std::string instance;  ///< of the supervisor, a random name
    std::vector<AttemptKey> known;
    std::int64_t version = kSupervisorVersion;
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

/// The answer to WatchOutput.
struct OutputNews {
    std::int64_t watch = 0;
    model::OutputPiece piece;
    bool over = false;  ///< the attempt is not carried out: nothing more comes
    friend bool operator==(const OutputNews&, const OutputNews&) = default;
};

/// A message's place is its number on the wire: new ones come at the end.
using Message = std::variant<Hello, Launch, EndAttempt, Acknowledge, Goodbye, Welcome, Started,
                             Ended, WatchOutput, UnwatchOutput, OutputNews>;

/// A message as the body of a frame, and back; none where the bytes are not a message.
std::string encode(const Message& message);
std::optional<Message> decode(std::string_view body);

}  // namespace tasksched::daemon
