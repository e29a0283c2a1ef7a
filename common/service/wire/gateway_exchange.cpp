#include "common/service/wire/gateway_exchange.h"

#include <chrono>
#include <utility>

#include "common/ipc/gateway_client.h"

namespace tasksched::service {
namespace {

using base::ErrorCode;
using base::fail;

/// A daemon that is just starting takes up what an earlier one left before it answers, and a store
/// that is busy is waited for.
constexpr std::chrono::seconds kPatienceForAnswer{60};

base::Result<std::string> exchange_once(const std::string& path, std::string call,
                                        wire::Effect effect) {
    auto client = find_gateway(path);
    if (!client) {
        return tl::unexpected(std::move(client.error()));
    }
    auto answer =
        client->ask({.verb = std::string(kCallVerb), .body = std::move(call)}, kPatienceForAnswer);
    if (!answer) {
        return tl::unexpected(std::move(answer.error()));
    }
    if (*answer) {
        return std::move(**answer);
    }
    if (effect == wire::Effect::kChanges) {
        return fail(ErrorCode::kFailed,
                    "the system's daemon gave no answer; whether it did what was asked can be seen "
                    "with 'tasksched list' and 'tasksched runs'");
    }
    return fail(ErrorCode::kTryAgain, "the system's daemon gave no answer; try again");
}

}  // namespace

base::Result<ipc::GatewayClient> find_gateway(const std::string& socket_path) {
    auto client = ipc::GatewayClient::connect(socket_path);
    if (client || client.error().code != ErrorCode::kTryAgain) {
        return client;
    }
    return fail(ErrorCode::kTryAgain,
                "the system's daemon is not running, or takes nobody in ({}); its administrator "
                "starts it with: systemctl start taskschedd",
                client.error().message);
}

RemoteService::Exchange gateway_exchange(std::string socket_path) {
    return [path = std::move(socket_path)](std::string call, wire::Effect effect) {
        return exchange_once(path, std::move(call), effect);
    };
}

}  // namespace tasksched::service
