#pragma once

#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <chrono>
#include <exception>
#include <functional>
#include <list>
#include <optional>
#include <string>
#include <utility>

#include "daemon/transfer/transfer_engine.h"
#include "tests/support/eventually.h"

namespace tasksched::daemon {

using Exchanged = tl::expected<HttpReply, TransferError>;

inline TransferSettings loopback_allowed() {
    TransferSettings settings;
    settings.allowed = {base::parse_address_range("127.0.0.0/8").value(),
                        base::parse_address_range("::1").value()};
    return settings;
}

/// An engine on a loop of its own that may call this machine, and exchanges under way on it.
struct TransfersOnLoop {
    struct Exchange {
        explicit Exchange(asio::io_context& on) : control(on.get_executor(), {}) {}

        AttemptControl control;
        std::optional<Exchanged> result;
    };

    asio::io_context loop;
    std::optional<TransferEngine> engine{std::in_place, loop, loopback_allowed()};
    std::list<Exchange> exchanges;

    Exchange& start(HttpRequest request) {
        Exchange& exchange = exchanges.emplace_back(loop);
        asio::co_spawn(loop, engine->exchange(std::move(request), exchange.control),
                       [&exchange](const std::exception_ptr& error, Exchanged result) {
                           if (!error) {
                               exchange.result = std::move(result);
                           }
                       });
        return exchange;
    }

    /// Runs the loop until `condition()`, or until a test's patience is over.
    bool run_until(const std::function<bool()>& condition) {
        const auto end = std::chrono::steady_clock::now() + support::kPatience;
        while (!condition() && std::chrono::steady_clock::now() < end) {
            loop.restart();
            loop.run_one_for(std::chrono::milliseconds(20));
        }
        return condition();
    }

    /// Carries one out to its end.
    Exchanged exchange(HttpRequest request) {
        Exchange& under_way = start(std::move(request));
        if (!run_until([&] { return under_way.result.has_value(); })) {
            return tl::unexpected(TransferError{.kind = {}, .message = "still under way"});
        }
        return *under_way.result;
    }
};

inline HttpRequest get(const std::string& url) {
    HttpRequest request;
    request.url = url;
    return request;
}

}  // namespace tasksched::daemon
