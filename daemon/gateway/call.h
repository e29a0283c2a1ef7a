#pragma once

#include <asio/awaitable.hpp>
#include <asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "common/base/error.h"
#include "common/config/config.h"
#include "common/schedule/calendars.h"
#include "common/service/wire/call.h"
#include "common/time/clock.h"
#include "daemon/dispatch/store_queue.h"
#include "daemon/gateway/handler.h"
#include "daemon/gateway/reading_store.h"
#include "daemon/gateway/turns.h"

namespace tasksched::daemon {

/// What the configuration says of that tasks refer to.
struct CallGround {
    config::Plugins plugins;
    schedule::Calendars calendars;
};

/// The verb `call` (common/service/wire/call.h): the operations on tasks and runs for who cannot
/// open the store. They are carried out for the principal of the connection, whatever the call
/// says: those that look on a connection that only reads, those that change something on the
/// store's thread, in a transaction each.
class CallHandler final : public Handler {
  public:
    /// All of it outlives the handler. `changed` is called after each change, on the loop.
    struct Access {
        asio::io_context& loop;
        StoreQueue& store;
        ReadingStore& reading;
        const time::Clock& clock;
        std::function<std::shared_ptr<const CallGround>()> ground;  ///< as it is now
        std::function<void()> changed;
    };

    explicit CallHandler(Access access);

    [[nodiscard]] std::string_view verb() const override;
    asio::awaitable<base::Result<std::string>> answer(const service::Principal& principal,
                                                      std::string body) override;

  private:
    struct Asked;

    asio::awaitable<void> look(const std::shared_ptr<Asked>& asked);
    asio::awaitable<void> change(const std::shared_ptr<Asked>& asked);

    Access access_;
    Turns turns_;
};

}  // namespace tasksched::daemon
