#pragma once

#include <asio/awaitable.hpp>
#include <asio/io_context.hpp>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>

#include "daemon/supervisor/protocol/channel.h"
#include "daemon/supervisor/protocol/messages.h"

namespace tasksched::daemon {

/// Reads from the supervisor what attempts write while they run. The daemon keeps nothing of it:
/// each reader is given a piece when it asks for one, so that a slow one costs neither memory nor
/// the others' time.
class LiveOutput {
  public:
    struct Answer {
        model::OutputPiece piece;  ///< empty where nothing came in time
        bool over = false;         ///< the supervisor does not carry the attempt out
    };

    explicit LiveOutput(asio::io_context& loop) : loop_(loop) {}

    /// What the attempt has written from the byte `from` on, or the next part of it: as soon as
    /// there is any, up to `wait`; with a wait of 0 what there is now. May be cancelled.
    asio::awaitable<Answer> read(AttemptKey key, std::int64_t from, std::chrono::milliseconds wait);

    // The link's side.

    /// A supervisor that understands `version` is at the other end of the channel.
    void connected(std::shared_ptr<Channel> channel, std::int64_t version);
    void disconnected();
    void tell(OutputNews news);

  private:
    struct Reader;

    asio::io_context& loop_;
    std::shared_ptr<Channel> channel_;  ///< none while there is no supervisor that tells of output
    std::int64_t last_watch_ = 0;
    std::map<std::int64_t, std::shared_ptr<Reader>> readers_;  ///< by the number of their watch
};

}  // namespace tasksched::daemon
