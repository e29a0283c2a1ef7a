#pragma once

#include <asio/awaitable.hpp>
#include <asio/io_context.hpp>
#include <functional>
#include <memory>

#include "common/base/error.h"
#include "common/store/store.h"
#include "daemon/gateway/worker.h"

namespace tasksched::daemon {

/// A connection to the store that only reads, on a thread of its own: what people want to look at
/// holds up neither the loop nor what the daemon writes.
class ReadingStore {
  public:
    using Open = std::function<base::Result<std::unique_ptr<store::Store>>()>;

    /// The store, or why it cannot be opened.
    using Work = std::function<void(const base::Result<store::Store*>&)>;

    /// `open` opens the store for reading: at the first use, and again where its file was replaced.
    ReadingStore(asio::io_context& loop, Open open);

    /// Runs `work` on the thread and returns on the loop; see Worker::run().
    asio::awaitable<void> read(const Work& work);

  private:
    struct State;

    std::shared_ptr<State> state_;  ///< of the thread alone
    Worker worker_;
};

}  // namespace tasksched::daemon
