#include "daemon/gateway/output.h"

#include <algorithm>
#include <utility>

#include "common/ipc/live_output.h"

namespace tasksched::daemon {

std::string_view OutputHandler::verb() const { return ipc::kOutputVerb; }

asio::awaitable<base::Result<std::string>> OutputHandler::answer(
    const service::Principal& principal, std::string body) {
    const auto request = ipc::decode_output_request(body);
    if (!request) {
        co_return base::fail(base::ErrorCode::kInvalid,
                             "output: the request does not name a run, an attempt and a byte");
    }
    if (may_see_) {
        if (auto allowed = co_await may_see_(principal, request->run); !allowed) {
            co_return tl::unexpected(std::move(allowed.error()));
        }
    }
    const AttemptKey key{.run = request->run.value, .attempt = request->attempt};
    const auto wait = std::min(request->wait, ipc::kLongestOutputWait);
    auto answer = co_await source_.read(key, request->from, wait);
    const ipc::OutputReply reply{.piece = std::move(answer.piece), .over = answer.over};
    co_return ipc::encode(reply);
}

}  // namespace tasksched::daemon
