#include "daemon/plugins/attempt_control.h"

#include <asio/error.hpp>
#include <asio/redirect_error.hpp>
#include <asio/system_error.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>
#include <utility>

#include "common/base/check.h"

namespace tasksched::daemon {

using std::chrono::steady_clock;

AttemptControl::AttemptControl(const asio::any_io_executor& loop, Started on_started)
    : changed_(loop), on_started_(std::move(on_started)) {}

void AttemptControl::request(EndRequest what) {
    if (what > requested_) {
        requested_ = what;
        changed_.cancel();
        if (on_request_) {
            on_request_();
        }
    }
}

AttemptControl::Watch::Watch(AttemptControl& control, std::function<void()> told)
    : control_(control) {
    TASKSCHED_CHECK(!control_.on_request_);
    control_.on_request_ = std::move(told);
}

void AttemptControl::started(const model::ProcessIdentity& process) {
    if (on_started_) {
        on_started_(process);
    }
}

asio::awaitable<EndRequest> AttemptControl::wait_for_more(
    EndRequest than, std::optional<steady_clock::time_point> deadline) {
    const auto cancellation = co_await asio::this_coro::cancellation_state;
    while (requested_ <= than && !(deadline && steady_clock::now() >= *deadline)) {
        changed_.expires_at(deadline.value_or(steady_clock::time_point::max()));
        asio::error_code woken;
        co_await changed_.async_wait(asio::redirect_error(asio::use_awaitable, woken));
        if (cancellation.cancelled() != asio::cancellation_type::none) {
            throw asio::system_error(asio::error::operation_aborted);
        }
    }
    co_return requested_;
}

}  // namespace tasksched::daemon
