#include "daemon/process/process_watch.h"

#include <asio/posix/stream_descriptor.hpp>
#include <asio/redirect_error.hpp>
#include <asio/steady_timer.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>
#include <chrono>

#include "daemon/process/pidfd.h"
#include "daemon/process/process_identity.h"

namespace tasksched::daemon {
namespace {

/// How often a process is looked at where the system has no descriptor to spare for it.
constexpr std::chrono::seconds kLookAgain{1};

}  // namespace

asio::awaitable<void> wait_until_gone(model::ProcessIdentity process) {
    const auto loop = co_await asio::this_coro::executor;
    for (;;) {
        // The descriptor is opened first: what it refers to cannot change any more when the
        // identity is compared.
        base::UniqueFd pidfd = open_pidfd(static_cast<pid_t>(process.pid));
        if (pidfd) {
            asio::posix::stream_descriptor watched(loop, pidfd.release());
            if (is_alive(process)) {
                co_await watched.async_wait(asio::posix::stream_descriptor::wait_read,
                                            asio::use_awaitable);
            }
            co_return;
        }
        if (!is_alive(process)) {
            co_return;
        }
        asio::steady_timer pause(loop, kLookAgain);
        co_await pause.async_wait(asio::use_awaitable);
    }
}

}  // namespace tasksched::daemon
