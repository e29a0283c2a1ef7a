#pragma once

#include <asio/awaitable.hpp>
#include <string>
#include <string_view>

#include "common/base/error.h"
#include "common/service/principal.h"

namespace tasksched::daemon {

/// Answers the requests of one verb. Everything happens on the thread of the loop; requests of many
/// connections may be under way at once, so none blocks.
class Handler {
  public:
    Handler() = default;
    Handler(const Handler&) = delete;
    Handler& operator=(const Handler&) = delete;
    virtual ~Handler() = default;

    [[nodiscard]] virtual std::string_view verb() const = 0;

    /// The body of the reply to a request's body, or why there is none; kInvalid for a body that
    /// cannot be read. No exceptions. Cancelled where the client has gone: then it returns at once,
    /// whatever it returns. `principal` and the handler outlive the coroutine.
    virtual asio::awaitable<base::Result<std::string>> answer(const service::Principal& principal,
                                                              std::string body) = 0;
};

}  // namespace tasksched::daemon
