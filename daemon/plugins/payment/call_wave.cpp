#include "daemon/plugins/payment/call_wave.h"

#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/experimental/awaitable_operators.hpp>
#include <asio/redirect_error.hpp>
#include <asio/steady_timer.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>
#include <list>
#include <memory>
#include <optional>
#include <utility>

namespace tasksched::daemon {
namespace {

using asio::experimental::awaitable_operators::operator||;

/// The calls share it with who waits for them.
struct Wave {
    struct Call {
        explicit Call(const asio::any_io_executor& loop) : control(loop, {}) {}

        AttemptControl control;
        std::optional<CallResult> result;
    };

    explicit Wave(const asio::any_io_executor& loop)
        : done(loop, asio::steady_timer::time_point::max()) {}

    std::list<Call> calls;
    std::size_t under_way = 0;
    asio::steady_timer done;  ///< never expires; cancelled at the last end
};

asio::awaitable<void> send_one(TransferEngine& engine, HttpRequest request,
                               std::shared_ptr<Wave> wave, Wave::Call& call) {
    call.result = co_await engine.exchange(std::move(request), call.control);
    if (--wave->under_way == 0) {
        wave->done.cancel();
    }
}

void pass_on(EndRequest what, Wave& wave) {
    for (Wave::Call& call : wave.calls) {
        if (what == EndRequest::kAbandon) {
            call.control.abandon();
        } else if (what == EndRequest::kKill) {
            call.control.kill();
        }
    }
}

}  // namespace

asio::awaitable<std::vector<CallResult>> send_wave(TransferEngine& engine,
                                                   std::vector<HttpRequest> requests,
                                                   AttemptControl& control) {
    const asio::any_io_executor loop = co_await asio::this_coro::executor;
    const auto wave = std::make_shared<Wave>(loop);
    wave->under_way = requests.size();
    for (HttpRequest& request : requests) {
        Wave::Call& call = wave->calls.emplace_back(loop);
        asio::co_spawn(loop, send_one(engine, std::move(request), wave, call), asio::detached);
    }
    EndRequest passed_on = EndRequest::kNone;
    while (wave->under_way > 0) {
        if (control.requested() > passed_on) {
            passed_on = control.requested();
            pass_on(passed_on, *wave);
        }
        asio::error_code woken;
        co_await (wave->done.async_wait(asio::redirect_error(asio::use_awaitable, woken)) ||
                  control.wait_for_more(passed_on, std::nullopt));
    }
    std::vector<CallResult> results;
    results.reserve(wave->calls.size());
    for (Wave::Call& call : wave->calls) {
        results.push_back(std::move(*call.result));
    }
    co_return results;
}

}  // namespace tasksched::daemon
